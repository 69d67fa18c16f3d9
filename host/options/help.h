/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the --help of run and probe from the table of options. */
#ifndef HOST_OPTIONS_HELP_H
#define HOST_OPTIONS_HELP_H

/* Each prints the options that its verb takes on standard output. */
void help_run(void);
void help_probe(void);

#endif
