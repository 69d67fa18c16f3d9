// SPDX-License-Identifier: GPL-2.0
/*
 * cmo_policy: choose at run time what KVM/arm64 does with a guest's cache maintenance by VA (CMO)
 * that aborts at stage 2, on a kernel as it is distributed. The policies are those that
 * ../linux-*-cmo-policy.patch give the parameter kvm.cmo_policy.
 *
 * KVM stays as it is. Two of its functions are hooked at their first instruction:
 *
 * kvm_handle_guest_abort(vcpu)
 *	If the policy takes this CMO for a read, ESR_ELx.WnR is cleared in vcpu->arch.fault.
 *	kvm_is_write_fault() looks there, now and again in user_mem_abort(), so that all of KVM
 *	takes it for a read.
 *
 * io_mem_abort(vcpu, ipa)
 *	Its only caller is kvm_handle_guest_abort(), which by then has dealt with IPAs that have no
 *	memslot and with aborts of the stage-1 walk: a CMO that gets here is a write to a read-only
 *	memslot. kvm->srcu is held. If the policy has an answer to that, this is given instead; if
 *	not, the function runs.
 *
 * A hook reads the policy once. If that changes between the two hooks of one abort, the abort is
 * handled wholly by either policy, or the guest is let take it again.
 *
 * Nothing is done about a nested guest's stage 2, whose aborts are first of all its own
 * hypervisor's, nor about protected VMs, which have neither read-only memslots nor dirty logs.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/ftrace.h>
#include <linux/kallsyms.h>
#include <linux/kprobes.h>
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>
#include <linux/swap.h>
#include <asm/esr.h>
#include <asm/kvm_emulate.h>
#include <asm/kvm_mmu.h>
#include <asm/kvm_pgtable.h>
#include <asm/virt.h>

/* On which memslots is a CMO a read until it takes a permission fault? */
enum read_scope {
	READ_NOWHERE,
	READ_RO_SLOTS,
	READ_ALL_SLOTS,
};

/* What becomes of a CMO that is a write to a read-only memslot? */
enum ro_action {
	RO_EXIT,		/* as without this module: userspace is told, without a syndrome */
	RO_INJECT,		/* the guest gets an external abort */
	RO_CIVAC,		/* clean and invalidate the line, step over */
	RO_SKIP,		/* step over */
	RO_FLUSH,		/* clean and invalidate what is mapped of the memslot, step over */
};

/**
 * struct cmo_policy - how to handle stage-2 aborts of guest cache maintenance
 * @name:	what the parameter policy takes and shows
 * @read_scope:	memslots on which a CMO is a read until it takes a permission fault
 * @ro_action:	what becomes of a CMO that is a write to a read-only memslot
 */
struct cmo_policy {
	const char *name;
	enum read_scope read_scope;
	enum ro_action ro_action;
};

static const struct cmo_policy policies[] = {
	{ "upstream",	READ_NOWHERE,	RO_EXIT },
	{ "read",	READ_ALL_SLOTS,	RO_EXIT },
	{ "inject",	READ_ALL_SLOTS,	RO_INJECT },
	{ "upgrade",	READ_ALL_SLOTS,	RO_CIVAC },
	{ "read_ro",	READ_RO_SLOTS,	RO_EXIT },
	{ "inject_ro",	READ_RO_SLOTS,	RO_INJECT },
	{ "upgrade_ro",	READ_RO_SLOTS,	RO_CIVAC },
	{ "skip_ro",	READ_NOWHERE,	RO_SKIP },
	{ "flush_ro",	READ_NOWHERE,	RO_FLUSH },
};

/* What the hooks go by, at any time. */
static const struct cmo_policy *active = &policies[0];

/* vCPUs that civac() or flush() runs for, or is about to; a vCPU may leave them on another CPU. */
static DEFINE_PER_CPU(long, inside);

/* ---- functions of KVM that modules cannot link to, by the name that this kernel has ---- */

#ifdef HAVE_INJECT_SEA
#define INJECT_NAME "kvm_inject_sea"
static typeof(kvm_inject_sea) *inject_abort;
#else
#define INJECT_NAME "kvm_inject_dabt"
static typeof(kvm_inject_dabt) *inject_abort;
#endif
static typeof(kvm_pgtable_walk) *pgtable_walk;
#ifdef HAVE_FAULTIN_PFN
static typeof(__kvm_faultin_pfn) *faultin_pfn;
#endif

/* Where who loads this module says that they are: "NAME=ADDRESS,...", as in /proc/kallsyms. */
static char symbols[256];
module_param_string(symbols, symbols, sizeof(symbols), 0400);
MODULE_PARM_DESC(symbols, "NAME=ADDRESS,... from /proc/kallsyms, for kernels without kprobes");

/* Return the address that was given for a function, if the kernel agrees with it, or NULL. */
static void *given_symbol(const char *name)
{
	char have[KSYM_SYMBOL_LEN], want[KSYM_NAME_LEN + 8];
	size_t length = strlen(name);
	unsigned long address;
	const char *at;

	for (at = symbols; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, name, length) && at[length] == '=')
			break;
	}
	if (!at)
		return NULL;
	if (sscanf(at + length + 1, "%lx", &address) != 1) {
		pr_warn("symbols: no address is given for %s\n", name);
		return NULL;
	}
	sprint_symbol(have, address);
	snprintf(want, sizeof(want), "%s+0x0/", name);
	if (strncmp(have, want, strlen(want))) {
		pr_warn("symbols: %s does not begin at the address given\n", name);
		return NULL;
	}
	return (void *)address;
}

static void *find_symbol(const char *name)
{
	void *address = given_symbol(name);
#ifdef CONFIG_KPROBES
	/* A disabled probe is not put into the text. */
	struct kprobe kp = { .symbol_name = name, .flags = KPROBE_FLAG_DISABLED };

	if (!address && !register_kprobe(&kp)) {
		address = kp.addr;
		unregister_kprobe(&kp);
	}
#endif
	return address;
}

static void find_symbols(void)
{
	inject_abort = find_symbol(INJECT_NAME);
	pgtable_walk = find_symbol("kvm_pgtable_walk");
#ifdef HAVE_FAULTIN_PFN
	faultin_pfn = find_symbol("__kvm_faultin_pfn");
#endif
}

/* Return the function that this kernel lacks for a policy, or NULL. */
static const char *missing_symbol(const struct cmo_policy *p)
{
	if (p->ro_action == RO_INJECT && !inject_abort)
		return INJECT_NAME;
	if (p->ro_action == RO_FLUSH && !pgtable_walk)
		return "kvm_pgtable_walk";
#ifdef HAVE_FAULTIN_PFN
	if (p->ro_action == RO_CIVAC && !faultin_pfn)
		return "__kvm_faultin_pfn";
#endif
	return NULL;
}

/*
 * Under pKVM the hypervisor has the page tables. These kernels have other things in struct
 * kvm_pgtable then.
 */
static bool has_no_pgtable(void)
{
#ifdef HAVE_PKVM_MAPPINGS
	return is_protected_kvm_enabled();
#else
	return false;
#endif
}

static bool is_possible(const struct cmo_policy *p)
{
	return !missing_symbol(p) && !(p->ro_action == RO_FLUSH && has_no_pgtable());
}

/* Say why a policy is not possible. */
static void warn_impossible(const struct cmo_policy *p)
{
	const char *symbol = missing_symbol(p);

	if (!symbol)
		pr_warn("policy %s: in protected mode the page tables are the hypervisor's\n",
			p->name);
	else if (IS_ENABLED(CONFIG_KPROBES))
		pr_warn("policy %s: this kernel has no %s()\n", p->name, symbol);
	else if (strstr(symbols, symbol))
		pr_warn("policy %s: symbols= has no address where %s() begins\n", p->name, symbol);
	else
		pr_warn("policy %s: load with symbols=%s=ADDRESS, that of /proc/kallsyms\n",
			p->name, symbol);
}

/* ---- decisions ---- */

#define FSC_FAULT_LEVEL_M1	0x2b	/* translation fault at level -1 */

/* Is this abort of the VM's own stage 2, and is that the host's? */
static __always_inline bool is_ours(struct kvm_vcpu *vcpu)
{
	return vcpu->arch.hw_mmu == &vcpu->kvm->arch.mmu && !kvm_vm_is_protected(vcpu->kvm);
}

/* Is this a CMO that may be taken for a read? */
static __always_inline bool may_be_read(u64 esr)
{
	u64 type = esr & ESR_ELx_FSC_TYPE;

	if (type == ESR_ELx_FSC_PERM)
		return false;
	if ((esr & (ESR_ELx_CM | ESR_ELx_S1PTW | ESR_ELx_WNR)) != (ESR_ELx_CM | ESR_ELx_WNR) ||
	    ESR_ELx_EC(esr) != ESR_ELx_EC_DABT_LOW)
		return false;
	return type == ESR_ELx_FSC_FAULT || type == ESR_ELx_FSC_ACCESS ||
	       (esr & ESR_ELx_FSC) == FSC_FAULT_LEVEL_M1;
}

/* Return the memslot of an IPA, or NULL. kvm->srcu is held. */
static __always_inline struct kvm_memory_slot *find_slot(struct kvm *kvm, phys_addr_t ipa)
{
	return __gfn_to_memslot(srcu_dereference(kvm->memslots[0], &kvm->srcu), ipa >> PAGE_SHIFT);
}

static noinline bool is_on_ro_slot(struct kvm_vcpu *vcpu)
{
	struct kvm *kvm = vcpu->kvm;
	const struct kvm_memory_slot *slot;
	int idx = srcu_read_lock(&kvm->srcu);
	bool is_ro;

	slot = find_slot(kvm, kvm_vcpu_get_fault_ipa(vcpu));
	is_ro = slot && (slot->flags & KVM_MEM_READONLY);
	srcu_read_unlock(&kvm->srcu, idx);
	return is_ro;
}

/* Called at the entry of kvm_handle_guest_abort(). */
static __always_inline void on_abort(struct kvm_vcpu *vcpu)
{
	enum read_scope scope = READ_ONCE(active)->read_scope;
	u64 esr;

	if (scope == READ_NOWHERE)
		return;
	esr = vcpu->arch.fault.esr_el2;
	if (!may_be_read(esr) || !is_ours(vcpu))
		return;
	if (scope == READ_RO_SLOTS && !is_on_ro_slot(vcpu))
		return;
	vcpu->arch.fault.esr_el2 = esr & ~(u64)ESR_ELx_WNR;
}

/* ---- answers to a CMO that is a write to a read-only memslot, in place of io_mem_abort() ---- */

/* Return what was decided at the entry of io_mem_abort(), to its caller. */
static noinline int answer(long decided)
{
	return decided;
}

/* CTR_EL0.DminLine, in bytes */
static unsigned long line_bytes;

/*
 * Clean and invalidate a line. Of a guest with MTE it may have been the tags as well: then by
 * DC CIGDVAC, in the spelling that any assembler takes.
 */
static __always_inline void clean_line(unsigned long va, bool has_tags)
{
	if (has_tags)
		asm volatile("sys #3, c7, c14, #5, %0" : : "r" (va) : "memory");
	else
		asm volatile("dc civac, %0" : : "r" (va) : "memory");
}

#ifdef HAVE_FAULTIN_PFN
/**
 * get_pfn() - have the page behind a gfn, as for a read by the guest
 * @slot:	the gfn's memslot
 * @gfn:	in guest pages
 * @held:	set to whether the page cannot go away before put_pfn()
 * @page:	set to what put_pfn() wants
 *
 * Return: the page's number, or one of KVM_PFN_ERR_*, which is not put.
 */
static kvm_pfn_t get_pfn(struct kvm_memory_slot *slot, gfn_t gfn, bool *held, struct page **page)
{
	bool writable;
	kvm_pfn_t pfn = faultin_pfn(slot, gfn, 0, &writable, page);

	*held = *page;
	return pfn;
}

/* As kvm_release_page_clean(). */
static void put_pfn(kvm_pfn_t pfn, struct page *page)
{
	if (!page)
		return;
	if (!PageReserved(page))
		mark_page_accessed(page);
	put_page(page);
}
#else
static kvm_pfn_t get_pfn(struct kvm_memory_slot *slot, gfn_t gfn, bool *held, struct page **page)
{
	*held = true;
#ifdef HAVE_INTERRUPTIBLE_GFN_TO_PFN
	return __gfn_to_pfn_memslot(slot, gfn, false, false, NULL, false, NULL, NULL);
#else
	return __gfn_to_pfn_memslot(slot, gfn, false, NULL, false, NULL, NULL);
#endif
}

static void put_pfn(kvm_pfn_t pfn, struct page *page)
{
	kvm_release_pfn_clean(pfn);
}
#endif

static int do_civac(struct kvm_vcpu *vcpu, phys_addr_t ipa)
{
	gfn_t gfn = ipa >> PAGE_SHIFT;
	struct kvm_memory_slot *slot = find_slot(vcpu->kvm, ipa);
	struct page *page = NULL;
	kvm_pfn_t pfn;
	bool held;

	if (!slot)
		return 1; /* it is gone: let the guest take the abort again */
	pfn = get_pfn(slot, gfn, &held, &page);
	if (is_error_noslot_pfn(pfn)) {
		if (pfn != KVM_PFN_ERR_HWPOISON)
			return -EFAULT;
		send_sig_mceerr(BUS_MCEERR_AR, (void __user *)__gfn_to_hva_memslot(slot, gfn),
				PAGE_SHIFT, current);
		return 1;
	}

	/*
	 * What is not memory to the host is not cached by it either. What is must be cleaned even
	 * with FWB: the guest asked for it, and may be sharing the line with somebody who does not
	 * snoop.
	 */
	if (held && pfn_is_map_memory(pfn)) {
		clean_line((unsigned long)pfn_to_kaddr(pfn) + offset_in_page(ipa),
			   kvm_has_mte(vcpu->kvm));
		dsb(sy);
	}
	put_pfn(pfn, page);
	kvm_incr_pc(vcpu);
	return 1;
}

static noinline void clean_range(unsigned long va, u64 bytes, bool has_tags)
{
	unsigned long stop = va + bytes, step = line_bytes;

	if (has_tags) {
		for (; va < stop; va += step)
			clean_line(va, true);
	} else {
		for (; va < stop; va += step)
			clean_line(va, false);
	}
	dsb(sy);
}

#ifdef HAVE_VISIT_CTX
static int flush_leaf(const struct kvm_pgtable_visit_ctx *ctx, enum kvm_pgtable_walk_flags visit)
{
	kvm_pte_t pte = ctx->old;
	struct kvm *kvm = ctx->arg;
	s8 level = ctx->level;
#else
static int flush_leaf(u64 addr, u64 end, u32 level, kvm_pte_t *ptep,
		      enum kvm_pgtable_walk_flags visit, void *const arg)
{
	kvm_pte_t pte = READ_ONCE(*ptep);
	struct kvm *kvm = arg;
#endif
	phys_addr_t phys = kvm_pte_to_phys(pte);

	if (kvm_pte_valid(pte) && pfn_is_map_memory(__phys_to_pfn(phys)))
		clean_range((unsigned long)__va(phys), kvm_granule_size(level), kvm_has_mte(kvm));
	return 0;
}

static int do_flush(struct kvm_vcpu *vcpu, phys_addr_t ipa)
{
	struct kvm *kvm = vcpu->kvm;
	struct kvm_memory_slot *slot = find_slot(kvm, ipa);
	struct kvm_pgtable_walker walker = {
		.cb	= flush_leaf,
		.arg	= kvm,
		.flags	= KVM_PGTABLE_WALK_LEAF,
	};
	u64 step = kvm_granule_size(KVM_PGTABLE_MIN_BLOCK_LEVEL);
	u64 at, end;

	if (!slot)
		return 1; /* it is gone: let the guest take the abort again */
	at = slot->base_gfn << PAGE_SHIFT;
	end = (slot->base_gfn + slot->npages) << PAGE_SHIFT;
	write_lock(&kvm->mmu_lock);
	/* The tables go with the process's memory, which may be while the lock is not held. */
	while (at < end && kvm->arch.mmu.pgt) {
		u64 next = min(end, ALIGN_DOWN(at + step, step));

		if (pgtable_walk(kvm->arch.mmu.pgt, at, next - at, &walker))
			break;
		at = next;
		if (at < end)
			cond_resched_rwlock_write(&kvm->mmu_lock);
	}
	write_unlock(&kvm->mmu_lock);
	kvm_incr_pc(vcpu);
	return 1;
}

/* These two may sleep. They are counted, so that the module is not unloaded below them. */
static int civac(struct kvm_vcpu *vcpu, phys_addr_t ipa)
{
	int ret = do_civac(vcpu, ipa);

	this_cpu_dec(inside);
	return ret;
}

static int flush(struct kvm_vcpu *vcpu, phys_addr_t ipa)
{
	int ret = do_flush(vcpu, ipa);

	this_cpu_dec(inside);
	return ret;
}

/*
 * Called at the entry of io_mem_abort(). Return what is to run in its place, or NULL. Does not
 * sleep. With answer(), *decided is what that is to return.
 */
static __always_inline void *on_refusal(struct kvm_vcpu *vcpu, long *decided)
{
	const struct cmo_policy *p = READ_ONCE(active);
	enum ro_action action = p->ro_action;
	u64 esr;

	if (action == RO_EXIT)
		return NULL;
	esr = vcpu->arch.fault.esr_el2;
	if (!(esr & ESR_ELx_CM) || !is_ours(vcpu))
		return NULL;
	*decided = 1;
	/*
	 * Not one that this policy calls a write. on_abort() followed another policy, or the
	 * memslot has changed. Let the guest take the abort again.
	 */
	if (p->read_scope != READ_NOWHERE && (esr & ESR_ELx_FSC_TYPE) != ESR_ELx_FSC_PERM)
		return answer;

	if (action == RO_INJECT) {
#ifdef HAVE_INJECT_SEA
		*decided = inject_abort(vcpu, false, kvm_vcpu_get_hfar(vcpu));
#else
		inject_abort(vcpu, kvm_vcpu_get_hfar(vcpu));
#endif
		return answer;
	}
	if (action == RO_SKIP) {
		kvm_incr_pc(vcpu);
		return answer;
	}
	this_cpu_inc(inside);
	return action == RO_CIVAC ? civac : flush;
}

/* ---- hooks, by ftrace or kprobes ---- */

#define ABORT_NAME	"kvm_handle_guest_abort"
#define REFUSAL_NAME	"io_mem_abort"

/**
 * struct hook_way - a way to hook the two functions
 * @name:	for the parameter hook
 * @install:	hook both or none; 0 or a negative error, and then say why in the log
 * @remove:	no hook runs any more when this returns
 * @discard:	free what install() left; it cannot be called again; may be NULL
 */
struct hook_way {
	const char *name;
	int (*install)(void);
	void (*remove)(void);
	void (*discard)(void);
};

#if defined(CONFIG_DYNAMIC_FTRACE_WITH_ARGS) || defined(CONFIG_DYNAMIC_FTRACE_WITH_REGS)

#ifdef CONFIG_DYNAMIC_FTRACE_WITH_ARGS
#define NEEDS_REGS 0

static __always_inline struct kvm_vcpu *vcpu_of(struct ftrace_regs *fregs)
{
	return (struct kvm_vcpu *)ftrace_regs_get_argument(fregs, 0);
}

static __always_inline void set_argument(struct ftrace_regs *fregs, long value)
{
	ftrace_regs_set_return_value(fregs, value); /* is in the same register, X0 */
}

static __always_inline void go_to(struct ftrace_regs *fregs, void *function)
{
	ftrace_regs_set_instruction_pointer(fregs, (unsigned long)function);
}
#else
#define NEEDS_REGS FTRACE_OPS_FL_SAVE_REGS

static __always_inline struct kvm_vcpu *vcpu_of(struct ftrace_regs *fregs)
{
	return (struct kvm_vcpu *)ftrace_get_regs(fregs)->regs[0];
}

static __always_inline void set_argument(struct ftrace_regs *fregs, long value)
{
	ftrace_get_regs(fregs)->regs[0] = value;
}

static __always_inline void go_to(struct ftrace_regs *fregs, void *function)
{
	instruction_pointer_set(ftrace_get_regs(fregs), (unsigned long)function);
}
#endif

static void ftrace_abort(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			 struct ftrace_regs *fregs)
{
	on_abort(vcpu_of(fregs));
}

static void ftrace_refusal(unsigned long ip, unsigned long parent_ip, struct ftrace_ops *op,
			   struct ftrace_regs *fregs)
{
	long decided;
	void *function = on_refusal(vcpu_of(fregs), &decided);

	if (!function)
		return;
	if (function == answer)
		set_argument(fregs, decided);
	/*
	 * Not straight back to the caller: the function graph tracer may have changed where that
	 * is.
	 */
	go_to(fregs, function);
}

/*
 * PERMANENT: setting kernel.ftrace_enabled to 0 fails, instead of turning the policies off
 * unnoticed.
 */
static struct ftrace_ops abort_ops = {
	.func	= ftrace_abort,
	.flags	= FTRACE_OPS_FL_PERMANENT,
};

static struct ftrace_ops refusal_ops = {
	.func	= ftrace_refusal,
	.flags	= FTRACE_OPS_FL_PERMANENT | FTRACE_OPS_FL_IPMODIFY | NEEDS_REGS,
};

static int ftrace_install(void)
{
	char abort_name[] = ABORT_NAME, refusal_name[] = REFUSAL_NAME;
	const char *name = ABORT_NAME, *hint = "this kernel has none that can be traced";
	int err;

	/* An unknown name is an error: it does not mean all functions. */
	err = ftrace_set_filter(&abort_ops, abort_name, strlen(abort_name), 1);
	if (err)
		goto failed;
	name = REFUSAL_NAME;
	err = ftrace_set_filter(&refusal_ops, refusal_name, strlen(refusal_name), 1);
	if (err)
		goto failed;

	name = ABORT_NAME;
	hint = "is kernel.ftrace_enabled 0?";
	err = register_ftrace_function(&abort_ops);
	if (err)
		goto failed;
	name = REFUSAL_NAME;
	hint = "does a live patch, or another module, replace it?";
	err = register_ftrace_function(&refusal_ops);
	if (!err)
		return 0;
	unregister_ftrace_function(&abort_ops);
failed:
	pr_err("cannot hook %s() by ftrace: %s (error %d)\n", name, hint, err);
	return err;
}

static void ftrace_remove(void)
{
	unregister_ftrace_function(&abort_ops);
	unregister_ftrace_function(&refusal_ops);
}

static void ftrace_discard(void)
{
	/* They leave pointers to what they free: these cannot be registered again. */
	ftrace_free_filter(&abort_ops);
	ftrace_free_filter(&refusal_ops);
}

#define HAVE_FTRACE
#endif

#ifdef CONFIG_KPROBES
static int kprobe_abort(struct kprobe *kp, struct pt_regs *regs)
{
	on_abort((struct kvm_vcpu *)regs->regs[0]);
	return 0;
}

static int kprobe_refusal(struct kprobe *kp, struct pt_regs *regs)
{
	long decided;
	void *function = on_refusal((struct kvm_vcpu *)regs->regs[0], &decided);

	if (!function)
		return 0;
	if (function == answer)
		regs->regs[0] = decided;
	instruction_pointer_set(regs, (unsigned long)function);
	return 1;
}

static struct kprobe abort_kp, refusal_kp;

static int kprobe_install(void)
{
	const char *name = ABORT_NAME;
	int err;

	/* What an earlier registration left in them must not be there. */
	abort_kp = (struct kprobe){ .symbol_name = ABORT_NAME, .pre_handler = kprobe_abort };
	refusal_kp = (struct kprobe){ .symbol_name = REFUSAL_NAME, .pre_handler = kprobe_refusal };
	err = register_kprobe(&abort_kp);
	if (!err) {
		name = REFUSAL_NAME;
		err = register_kprobe(&refusal_kp);
		if (!err)
			return 0;
		unregister_kprobe(&abort_kp);
	}
	pr_err("cannot hook %s() by a kprobe (error %d)\n", name, err);
	return err;
}

static void kprobe_remove(void)
{
	unregister_kprobe(&abort_kp);
	unregister_kprobe(&refusal_kp);
}

#endif

/* The first one is the default. */
static const struct hook_way ways[] = {
#ifdef HAVE_FTRACE
	{ "ftrace", ftrace_install, ftrace_remove, ftrace_discard },
#endif
#ifdef CONFIG_KPROBES
	{ "kprobe", kprobe_install, kprobe_remove, NULL },
#endif
	{ }
};

static char hook[8];
module_param_string(hook, hook, sizeof(hook), 0444);
MODULE_PARM_DESC(hook, "ftrace or kprobe; by default ftrace if the kernel has that");

static const struct hook_way *way;

static int choose_way(void)
{
	if (*hook && strcmp(hook, "ftrace") && strcmp(hook, "kprobe")) {
		pr_err("hook=%s: ftrace or kprobe is expected\n", hook);
		return -EINVAL;
	}
	for (way = ways; way->name; way++) {
		if (!*hook || !strcmp(hook, way->name)) {
			strscpy(hook, way->name, sizeof(hook));
			return 0;
		}
	}
	pr_err("this kernel was built without what hooks functions by %s\n",
	       *hook ? hook : "ftrace or kprobes");
	return -EOPNOTSUPP;
}

/* ---- parameters; their functions are called with the lock of this module's parameters ---- */

/* Parameters given at load are set before init. They can be written to until exit has returned. */
static enum {
	LOADING,
	LOADED,
	UNLOADING,
} stage;

static const struct cmo_policy *chosen = &policies[0];
static bool hooked = true;

/* While there is but one of the hooks, the policy is upstream. */
static int set_hooks(bool on)
{
	int err;

	if (on) {
		err = way->install();
		if (err)
			return err;
		WRITE_ONCE(active, chosen);
	} else {
		WRITE_ONCE(active, &policies[0]);
		way->remove();
	}
	return 0;
}

static void discard_hooks(void)
{
	if (way->discard)
		way->discard();
}

static int policy_set(const char *val, const struct kernel_param *kp)
{
	const struct cmo_policy *p;

	for (p = policies; !sysfs_streq(val, p->name); p++) {
		if (p == &policies[ARRAY_SIZE(policies) - 1])
			return -EINVAL;
	}
	if (stage == UNLOADING)
		return -ENODEV;
	if (stage == LOADED) {
		if (!is_possible(p)) {
			warn_impossible(p);
			return -EOPNOTSUPP;
		}
		if (hooked)
			WRITE_ONCE(active, p);
	}
	chosen = p;
	return 0;
}

static int policy_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%s\n", chosen->name);
}

static const struct kernel_param_ops policy_ops = {
	.set	= policy_set,
	.get	= policy_get,
};
module_param_cb(policy, &policy_ops, NULL, 0644);
MODULE_PARM_DESC(policy, "what KVM does with cache maintenance that aborts at stage 2");

static int hooked_set(const char *val, const struct kernel_param *kp)
{
	bool on;
	int err = kstrtobool(val, &on);

	if (err)
		return err;
	if (stage == UNLOADING)
		return -ENODEV;
	if (stage == LOADED && on != hooked) {
		err = set_hooks(on);
		if (err)
			return err;
	}
	hooked = on;
	return 0;
}

static int hooked_get(char *buffer, const struct kernel_param *kp)
{
	return sysfs_emit(buffer, "%c\n", hooked ? 'Y' : 'N');
}

static const struct kernel_param_ops hooked_ops = {
	.set	= hooked_set,
	.get	= hooked_get,
};
module_param_cb(hooked, &hooked_ops, NULL, 0644);
MODULE_PARM_DESC(hooked, "N: take the hooks out, as if under upstream; Y: put them back");

static int policies_set(const char *val, const struct kernel_param *kp)
{
	return -EPERM;
}

static int policies_get(char *buffer, const struct kernel_param *kp)
{
	int i, at = 0;

	for (i = 0; i < ARRAY_SIZE(policies); i++) {
		if (is_possible(&policies[i]))
			at += sysfs_emit_at(buffer, at, "%s%s", at ? " " : "", policies[i].name);
	}
	return at + sysfs_emit_at(buffer, at, "\n");
}

static const struct kernel_param_ops policies_ops = {
	.set	= policies_set,
	.get	= policies_get,
};
module_param_cb(policies, &policies_ops, NULL, 0444);
MODULE_PARM_DESC(policies, "the policies that this kernel can have");

static int start(void)
{
	int err = choose_way();

	if (err)
		return err;
	find_symbols();
	line_bytes = 4UL << (read_sanitised_ftr_reg(SYS_CTR_EL0) >> 16 & 0xf);
	if (!is_possible(chosen)) {
		warn_impossible(chosen);
		return -EOPNOTSUPP;
	}
	if (hooked) {
		err = set_hooks(true);
		if (err) {
			discard_hooks();
			return err;
		}
	}
	stage = LOADED;
	return 0;
}

static int __init cmo_policy_init(void)
{
	int err;

	kernel_param_lock(THIS_MODULE);
	err = start();
	kernel_param_unlock(THIS_MODULE);
	return err;
}

static bool is_inside(void)
{
	long sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += per_cpu(inside, cpu);
	return sum;
}

static void __exit cmo_policy_exit(void)
{
	kernel_param_lock(THIS_MODULE);
	stage = UNLOADING;
	if (hooked)
		set_hooks(false);
	discard_hooks();
	kernel_param_unlock(THIS_MODULE);

	/*
	 * Nobody enters any more. Wait for those who sleep, and then for the last instructions of
	 * all.
	 */
	while (is_inside())
		msleep(20);
	synchronize_rcu_tasks();
}

module_init(cmo_policy_init);
module_exit(cmo_policy_exit);
MODULE_DESCRIPTION("KVM/arm64: the handling of CMO aborts as a run-time choice");
MODULE_AUTHOR("cmobench developers <cmobench@example.org>");
MODULE_LICENSE("GPL");
