/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program's verbs and its exit statuses. host/main.c calls the verbs. Those that measure are in host/, those that
 * read archives in analysis/; neither folder includes the other.
 */
#ifndef BENCH_VERB_H
#define BENCH_VERB_H

enum status {
	STATUS_OK = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2,
	STATUS_DIFFERS = 3,
	STATUS_CANNOT = 77, /* this host cannot: the reason is on stderr */
};

/* Run a verb. argv[0] is its name; argv[argc] is NULL. Each prints its errors and returns an enum status. */
int probe_main(int argc, char **argv);  /* host/run/main.c */
int list_main(int argc, char **argv);   /* host/list.c */
int run_main(int argc, char **argv);    /* host/run/main.c */
int fleet_main(int argc, char **argv);  /* host/fleet/main.c */
int report_main(int argc, char **argv); /* analysis/report/main.c */
int plot_main(int argc, char **argv);   /* analysis/plot/main.c */
int check_main(int argc, char **argv);  /* analysis/check/check.c */
int compare_main(int argc, char **argv); /* analysis/compare/main.c */
int merge_main(int argc, char **argv);   /* analysis/merge/main.c */
int history_main(int argc, char **argv); /* analysis/history/main.c */
int site_main(int argc, char **argv);    /* analysis/site/main.c */

/* Put a character in the place of each control character, so that the text is one line. Returns the text; NULL is allowed. */
char *one_line(char *text, char instead);

/* Print a line on stderr, with "cmobench: " before it; control characters become "?", so that it is one line. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

#endif
