/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A site: static pages over the archives of a folder. Each page is made of some of them alone, so that it is written again only
 * if one of these, or the program, is another than before.
 */
#ifndef ANALYSIS_SITE_H
#define ANALYSIS_SITE_H

#include "analysis/archive/load.h"
#include "analysis/boots/hosts.h"
#include "analysis/scorecard/screen_doc.h"
#include "analysis/site/pages.h"

#define SITE_TEXT_SIZE   160
#define SITE_BELIEF_SIZE 512
#define SITE_COSTS       5 /* columns of the scorecard that the index has */

extern const enum scorecard_column site_column[SITE_COSTS];

/* What the index says of a policy of a run. */
struct site_policy {
	char name[32];
	char verdict[SITE_TEXT_SIZE];          /* on writable memory, against upstream */
	char cost[SITE_COSTS][SITE_TEXT_SIZE]; /* by site_column: "7250 (2) +86%", "119244 (65) abort" */
	double value[SITE_COSTS];              /* in the clock's unit; NAN: there is no cost */
};

/* What the index says of a run and cannot take from its header. */
struct site_facts {
	bool complete;
	size_t cells;                          /* that were measured or failed */
	char belief[SITE_BELIEF_SIZE];         /* what speaks for and against believing its numbers */
	struct site_policy policy[SCORECARD_ROWS];
	size_t policies;
};

struct site_run {
	const struct source *source;
	struct archive header;       /* owned; without lines */
	size_t rank;                 /* of its kernel's release among those of all runs, 0 the oldest; alike of one release */
	const char *name;            /* of the file in the folder, with #N of a fleet archive's */
	char path[PAGE_PATH_SIZE];   /* of its page */
	struct site_facts *facts;    /* owned */
	const struct site_run *more; /* an archive of the same run that has more cells; NULL: there is none */
};

/* A file or a run that has no page. */
struct site_problem {
	char *name, *why; /* owned */
	bool unread;      /* it is to be fixed */
};

/* Runs on several kernels of one host and setup. */
struct site_history {
	const struct site_run *run[HOSTS_ARCHIVES_MAX]; /* count of them, the newest first */
	size_t count;
	size_t left_out;             /* older runs that would belong to it: too many, or of the same boot as a newer one */
	size_t kernels;              /* releases or builds; below 2 it is none */
	uint64_t policies;           /* that all runs have: bit by policy_id */
	char path[PAGE_PATH_SIZE];   /* of its page */
	char *answer;                /* owned; its first sentence, or why there is no page */
	bool has_page;
};

struct site {
	const char *folder;          /* of the archives */
	struct pages pages;
	struct sources sources;
	struct site_run *run;        /* owned: runs of them, by host, kernel and time */
	size_t runs;
	struct site_problem *problem; /* owned: problems of them, in the order of names */
	size_t problems, unread;     /* unread: those of them that are not merely copies of another */
	struct site_history *history; /* owned: histories of them */
	size_t histories;
};

/* Texts of a run's axes in the index. Each returns buf, or a static string. */
const char *site_host(char buf[static SITE_TEXT_SIZE], const struct archive *header);
const char *site_setup(char buf[static SITE_TEXT_SIZE], const struct archive *header);
const char *site_suite(char buf[static SITE_TEXT_SIZE], const struct archive *header);

/* The functions below return STATUS_OK; or STATUS_FAILED after printing why, or, if they are site_find(), STATUS_OK after
 * noting a problem. */

/* Find the runs in the folder, and read their headers. */
enum status site_find(struct site *site);

/*
 * Bring the page and the facts of each run up to date, with one run in memory at a time; runs that cannot be read become
 * problems.
 */
enum status site_put_runs(struct site *site);

/* Bring the histories up to date, with the runs of one in memory at a time. */
enum status site_put_histories(struct site *site);

/* Bring the index up to date. */
enum status site_put_index(struct site *site);

/* Note a file without a page; unread: it is to be fixed. Returns false if there is no memory. */
bool site_note(struct site *site, const char *name, bool unread, const char *why);

/* Replace the control characters of a text by blanks. Returns it; NULL if it is NULL. */
char *site_plain(char *text);

/* Free what the site owns. */
void site_free(struct site *site);

#endif
