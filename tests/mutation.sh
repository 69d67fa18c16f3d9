#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# Guards the tests of the fault model: each rule of the model is broken once, and a test of bench/test/ must fail. A
# mutant is a file of bench/ with an edit. If no test fails, a test is missing; if the edit changes nothing or the
# mutant does not compile, this script is wrong. It needs a compiler only.
set -u
. "$srcdir/tests/tap.sh"

cc=$(sed -n 's/^CC = //p' "$build/../config.mk")
files='backing cell host hostpage op policy predict prep slot stage2 state'
tests='predict possible'

# compile SOURCE OBJECT OPTION...: without optimisation unless an option asks for it; a mutant runs only a few times.
compile() {
	from=$1 to=$2
	shift 2
	# shellcheck disable=SC2086 # a command and its arguments
	${cc:-cc} -std=gnu11 -D_GNU_SOURCE= -w "$@" -I"$srcdir" -c "$from" -o "$to"
}

# caught DIRECTORY: true if a test fails with the objects in DIRECTORY in place of the originals.
caught() {
	for test in $tests; do
		objects=$test.test.o
		for file in $files; do
			if [ -e "$1/$file.o" ]; then objects="$objects $1/$file.o"; else objects="$objects $file.o"; fi
		done
		# shellcheck disable=SC2086 # lists
		${cc:-cc} $objects -o "$1/$test" || return 2
		# A mutant may loop forever: 20 s of CPU time are over a hundred times what the model needs.
		# shellcheck disable=SC2086,SC3045 # a command and its arguments; a limit that POSIX does not name
		(ulimit -t 20 && exec ${EMULATOR:-} "$1/$test") >"$1/$test.output" 2>&1 || return 0
	done
	return 1
}

# source_of FILE: print its path; FILE.c is in bench/ or in one of its folders.
source_of() {
	find "$srcdir/bench" -name "$1.c" ! -path '*/test/*'
}

# judge NUMBER FILE EDIT: write into NUMBER/verdict what is wrong, nothing if the mutant is caught. A mutant of policy
# is an edit of policies.def, which policy.c includes.
judge() {
	mkdir -p "$1/bench"
	source=$(source_of "$2") edited=$1/$2.c
	if [ "$2" = policy ]; then
		cp "$source" "$edited"
		source=$srcdir/bench/policies.def edited=$1/bench/policies.def
	fi
	if ! sed "$3" "$source" >"$edited"; then
		echo "the edit is none"
	elif cmp -s "$edited" "$source"; then
		echo "the edit changes nothing"
	elif ! compile "$1/$2.c" "$1/$2.o" -O0 -I"$1" 2>"$1/errors"; then
		echo "it does not compile"
	else
		caught "$1"
		case $? in
		0) ;;
		1) echo "no test fails" ;;
		*) echo "it does not link" ;;
		esac
	fi >"$1/verdict"
}

# mutant FILE RULE EDIT: judge a mutant in the background, two at a time.
number=0
mutant() {
	number=$((number + 1))
	echo "$1.c: $2" >"rule.$number"
	judge "$number" "$1" "$3" &
	[ $((number % 2)) -ne 0 ] || wait
}

for file in $files; do compile "$(source_of "$file")" "$file.o" -O2 || exit 1; done
for test in $tests; do compile "$srcdir/bench/test/$test.c" "$test.test.o" -O2 || exit 1; done
mkdir none
caught none
is $? 1 "unbroken, the model passes"

# The host's page table
mutant hostpage 'shared files: write notification is asked for or not, vma_wants_writenotify()' \
	's/ && !host->file_writenotify//'
mutant hostpage 'write notification may be missing' 's/!host->file_writenotify/false/'
mutant hostpage 'write notification is for shared files only' 's/id == BACKING_FILE_SHARED && //'
mutant hostpage 'the huge zero page may be switched off, do_huge_pmd_anonymous_page()' 's/!host->thp_zero_page/false/'
mutant hostpage 'the huge zero page may be on' 's/ && !host->thp_zero_page//'
mutant hostpage 'the huge zero page is for anon_thp only' 's/id == BACKING_ANON_THP && //'
mutant hostpage 'a first write maps writable, do_anonymous_page()' \
	's/write || b->fill == BACKING_FILL_RW ?/b->fill == BACKING_FILL_RW ?/'
mutant hostpage 'a first read may map writable, set_pte_range()' 's/write || b->fill == BACKING_FILL_RW ?/write ?/'
mutant hostpage 'a first write to a private file copies, do_cow_fault()' 's/copies = .*;/copies = false;/'
mutant hostpage 'a first write to a shared file copies nothing, do_shared_fault()' 's/copies = .*;/copies = write;/'
mutant hostpage 'a cached page is not allocated, filemap_fault()' 's/b->cached || //'
mutant hostpage 'the zero page is not allocated, do_anonymous_page()' 's/ || b->fill == BACKING_FILL_ZERO//'
mutant hostpage 'an incomplete fault is not accounted, mm_account_fault()' 's/ && !b->handler//'
mutant hostpage 'a first access is accounted, mm_account_fault()' 's/+= page->accounted && !b->handler/+= 0/'
mutant hostpage 'unless it is one on hugetlb, 6.1 follow_hugetlb_page()' 's/+= page->accounted && /+= /'
mutant hostpage 'hugetlb may be accounted, faultin_page()' 's/ || host->hugetlb_accounted;/;/'
mutant hostpage 'or not' 's/!page.backing.hugetlb || host->hugetlb_accounted/true/'
mutant hostpage 'other memory is always' 's/!page.backing.hugetlb || host/host/'
mutant hostpage 'a write against the protection is refused, check_vma_flags()' \
	's/if (write && page->backing.write == BACKING_WRITE_REFUSE)/if (false)/'
mutant hostpage 'a read is not refused, check_vma_flags()' \
	's/(write && page->backing.write == BACKING_WRITE_REFUSE)/(page->backing.write == BACKING_WRITE_REFUSE)/'
mutant hostpage 'what is missing is filled, handle_pte_fault()' '/pte == HOSTPAGE_NONE/s/==/!=/'
mutant hostpage 'a read of what is mapped takes no fault, follow_page_pte()' \
	's/!write || page->pte == HOSTPAGE_RW/page->pte == HOSTPAGE_RW/'
mutant hostpage 'a write to what is writable takes no fault, gup_fast_pte_range()' \
	's/!write || page->pte == HOSTPAGE_RW/!write/'
mutant hostpage 'a write to what is read-only makes it writable, do_wp_page()' '/^	page->pte = HOSTPAGE_RW;$/d'
mutant hostpage 'and is accounted, mm_account_fault()' '/^	page->minor_faults += page->accounted;$/d'
mutant hostpage 'unless hugetlb is not' 's/^	page->minor_faults += page->accounted;$/	page->minor_faults++;/'
mutant hostpage 'a page is reused in place, wp_page_reuse(), hugetlb_wp()' \
	's/page->backing.write == BACKING_WRITE_REUSE/false/'
mutant hostpage 'a page is copied, wp_page_copy()' 's/page->backing.write == BACKING_WRITE_REUSE/true/'
mutant hostpage 'a copy is allocated, wp_page_copy()' '/page->allocated = true;/d'
mutant hostpage 'copying calls the notifier, wp_page_copy()' 's/page->notified = true;//'
mutant hostpage 'and KVM is told, kvm_mmu_notifier_invalidate_range_start()' \
	's/return HOSTPAGE_NOTIFIED/return HOSTPAGE_READY/'
mutant hostpage 'the host may write where the guest may not, mprotect()' \
	's/^		page->pte = HOSTPAGE_RO;/		;/'
mutant hostpage 'protection takes that back, change_pte_range()' \
	's/^		page->pte = HOSTPAGE_RO;/		page->pte = HOSTPAGE_RW;/'
mutant hostpage 'a page that the host read is mapped' 's/state == HOST_PAGE_READ/false/'
mutant hostpage 'a page that the host wrote is mapped' 's/state == HOST_PAGE_WRITTEN/false/'
mutant hostpage 'what the host did is not the op: pages' \
	's/page->allocated = page->notified = false/page->notified = false/'
mutant hostpage 'what the host did is not the op: faults' 's/^	page->minor_faults = 0;$//'
mutant hostpage 'what was done before disturbs nobody' \
	's/page->allocated = page->notified = false/page->allocated = false/'

# The traits of backings
# trait BACKING TRAIT FROM TO
trait() {
	mutant backing "$2" "/\\[BACKING_$1\\] = /,/}/s/$3/$4/"
}
trait ANON 'anon: a read maps the zero page, do_anonymous_page()' FILL_ZERO FILL_RO
trait ANON 'anon: a write copies, wp_page_copy()' WRITE_COPY WRITE_REUSE
trait ANON_THP 'anon_thp: a read maps the huge zero page, do_huge_pmd_anonymous_page()' FILL_ZERO FILL_RO
trait ANON_THP 'anon_thp: a write splits and copies, do_huge_pmd_wp_page()' WRITE_COPY WRITE_REUSE
trait ANON_THP 'anon_thp: blocks, transparent_hugepage_adjust()' '.block = true' '.block = false'
trait HUGETLB_PRIVATE 'hugetlb_private: a read maps read-only, hugetlb_no_page()' FILL_RO FILL_RW
trait HUGETLB_PRIVATE 'hugetlb_private: a read allocates, hugetlb_no_page()' FILL_RO FILL_ZERO
trait HUGETLB_PRIVATE 'hugetlb_private: a write reuses, hugetlb_wp()' WRITE_REUSE WRITE_COPY
trait HUGETLB_PRIVATE 'hugetlb_private: blocks, get_vma_page_shift()' '.block = true' '.block = false'
trait HUGETLB_PRIVATE 'hugetlb_private: hugetlbfs' '.hugetlb = true' '.hugetlb = false'
trait HUGETLB_SHARED 'hugetlb_shared: a read maps writable, hugetlb_no_page()' FILL_RW FILL_RO
trait HUGETLB_SHARED 'hugetlb_shared: blocks, get_vma_page_shift()' '.block = true' '.block = false'
trait HUGETLB_SHARED 'hugetlb_shared: hugetlbfs' '.hugetlb = true' '.hugetlb = false'
trait MEMFD 'memfd: a read maps writable, vma_wants_writenotify()' FILL_RW FILL_RO
trait MEMFD 'memfd: a read allocates, shmem_fault()' '.cached = false' '.cached = true'
trait FILE_PRIVATE 'file_private: a read maps read-only, do_read_fault()' FILL_RO FILL_RW
trait FILE_PRIVATE 'file_private: a write copies, wp_page_copy()' WRITE_COPY WRITE_REUSE
trait FILE_PRIVATE 'file_private: a read allocates nothing, filemap_fault()' '.cached = true' '.cached = false'
trait FILE_SHARED 'file_shared: a read maps read-only, vma_wants_writenotify()' FILL_RO FILL_RW
trait FILE_SHARED 'file_shared: a write reuses, wp_page_shared()' WRITE_REUSE WRITE_COPY
trait FILE_SHARED 'file_shared: nothing is allocated, filemap_fault()' '.cached = true' '.cached = false'
trait PROTREAD 'protread: a read maps the zero page, do_anonymous_page()' FILL_ZERO FILL_RO
trait PROTREAD 'protread: a write is refused, check_vma_flags()' WRITE_REFUSE WRITE_COPY
trait UFFD 'uffd: UFFDIO_COPY maps writable, mfill_atomic_install_pte()' FILL_RW FILL_RO
trait UFFD 'uffd: its faults are incomplete, handle_userfault()' '.handler = true' '.handler = false'

# The traits of memslots
mutant slot 'rw: no dirty log, memslot_is_logging()' '/\[SLOT_RW\] /s/.exists = true/&, .logged = true/'
mutant slot 'rw: not read-only, memslot_is_readonly()' '/\[SLOT_RW\] /s/.exists = true/&, .readonly = true/'
mutant slot 'rw_log: a dirty log, memslot_is_logging()' 's/, .logged = true//'
mutant slot 'ro: read-only, memslot_is_readonly()' 's/, .readonly = true//'
mutant slot 'hole: no memslot' 's/.exists = false/.exists = true/'

# The policies: in each row of policies.def, each of the two traits is changed once.
# other TRAIT: print another value of the same column.
other() {
	case $1 in
	NOWHERE) echo RO ;;
	RO) echo ALL ;;
	ALL) echo RO ;;
	EXIT) echo SKIP ;;
	SKIP) echo EXIT ;;
	INJECT | FLUSH) echo UPGRADE ;;
	UPGRADE) echo INJECT ;;
	esac
}
sed -n 's/^POLICY(\([A-Z_]*\), *"\([a-z_]*\)", *\([A-Z]*\), *\([A-Z]*\),.*/\1 \2 \3 \4/p' \
	"$srcdir/bench/policies.def" >policies
is "$(wc -l <policies)" "$(grep -c '^POLICY(' "$srcdir/bench/policies.def")" "every row of policies.def is read"
while read -r id name read ro; do
	mutant policy "$name: a translation fault counts as a read on: $read" \
		"/^POLICY($id,/s/\(\", *\)$read,/\\1$(other "$read"),/"
	mutant policy "$name: on a read-only slot: $ro" "/^POLICY($id,/s/\(\", *$read, *\)$ro,/\\1$(other "$ro"),/"
done <policies

# The CPU
mutant stage2 'no entry: a translation fault' '/if (page->entry == STAGE2_COLD)$/s/page->entry == STAGE2_COLD/false/'
mutant stage2 'a store needs write permission' '/needs_write = /s/access == OP_ACCESS_WRITE || //'
mutant stage2 'DC ZVA needs write permission' '/needs_write = /s/access == OP_ACCESS_ZERO ||/false ||/'
mutant stage2 'DC IVAC may need write permission' 's/access == OP_ACCESS_INVALIDATE && host->ivac_needs_write/false/'
mutant stage2 'DC IVAC may need none' 's/ && host->ivac_needs_write//'
mutant stage2 'other maintenance needs none' 's/access == OP_ACCESS_INVALIDATE && /op_is_cmo(op) \&\& /'
mutant stage2 'a writable entry lets a write through' 's/needs_write && page->entry == STAGE2_RO/needs_write/'
mutant stage2 'a read-only entry lets a read through' \
	's/needs_write && page->entry == STAGE2_RO/page->entry == STAGE2_RO/'
mutant op 'maintenance is DC IVAC too' 's/op_table\[op\].access == OP_ACCESS_INVALIDATE || //'
mutant op 'maintenance is not DC IVAC only' 's/ || op_table\[op\].access == OP_ACCESS_CLEAN//'

# KVM's abort handler
mutant stage2 'no host page: EFAULT, user_mem_abort()' '/case HOSTPAGE_REFUSED:/{n;s/false/true/;}'
mutant stage2 'EFAULT is seen, kvm_handle_guest_abort()' 's/outcome = OUTCOME_EFAULT/outcome = OUTCOME_EXECUTES/'
mutant stage2 'the notifier takes the entry away, kvm_unmap_gfn_range()' \
	'/case HOSTPAGE_NOTIFIED:/,/return true/s/page->entry = entry_after_copy(page, host);//'
mutant stage2 'a copy may be mapped at once, 6.1 kvm_set_spte_gfn()' 's/return host->change_pte &&/return false \&\&/'
mutant stage2 'or not' 's/return host->change_pte &&/return true \&\&/'
mutant stage2 'of a block it never is, 6.1 stage2_map_walk_leaf()' 's/ && !page->host.backing.block ?/ ?/'
mutant stage2 'of a page it is' 's/ && !page->host.backing.block ?/ \&\& page->host.backing.block ?/'
mutant stage2 'it is mapped read-only, 6.1 kvm_set_spte_gfn()' '/^	return host->change_pte/s/? STAGE2_RO/? STAGE2_RW/'
mutant stage2 'and the fault is taken again, mmu_invalidate_retry()' \
	'/case HOSTPAGE_NOTIFIED:/,/return true/s/return true;/break;/'
mutant stage2 'a read-only host page is mapped read-only, hva_to_pfn()' \
	's/map_writable = page->host.pte == HOSTPAGE_RW && /map_writable = /'
mutant stage2 'a read-only slot is mapped read-only, __gfn_to_pfn_memslot()' \
	's/!slot->readonly && (write/(write/'
mutant stage2 'a read of a logged slot maps read-only, user_mem_abort()' 's/ && (write || !slot->logged)//'
mutant stage2 'a read maps writable if possible, hva_to_pfn_fast()' 's/(write || !slot->logged)/write/'
mutant stage2 'a write to a logged slot maps writable, user_mem_abort()' 's/(write || !slot->logged)/!slot->logged/'
mutant stage2 'mapping writable marks dirty, mark_page_dirty_in_slot()' 's/page->marked_dirty |= map_writable;//'
mutant stage2 'mapping read-only does not' 's/page->marked_dirty |= map_writable/page->marked_dirty = true/'
mutant stage2 'a store is a write, kvm_is_write_fault()' 's/return access == OP_ACCESS_WRITE || /return /'
mutant stage2 'DC ZVA is a write, kvm_is_write_fault()' 's/ || access == OP_ACCESS_ZERO;$/;/'
mutant stage2 'a load is none, kvm_is_write_fault()' \
	's/return access == OP_ACCESS_WRITE || access == OP_ACCESS_ZERO;/return true;/'
mutant stage2 'a permission fault of maintenance is a write' 's/if (permission)/if (false)/'
mutant stage2 'policies read translation faults everywhere' 's/policy->read_triage == POLICY_READS_ALL ||/false ||/'
mutant stage2 'policies read translation faults on ro' 's/policy->read_triage == POLICY_READS_RO &&/false \&\&/'
mutant stage2 'on ro only' 's/ && slot_table\[page->slot\].readonly));/));/'
mutant stage2 'injection' 's/return OUTCOME_ABORT_INJECTED/return OUTCOME_EXECUTES/'
mutant stage2 'upgrade' '/case POLICY_RO_UPGRADE:/{n;s/EXECUTES/SKIPPED/;}'
mutant stage2 'skip' '/case POLICY_RO_SKIP:/{N;N;s/SKIPPED/EXECUTES/;}'
mutant stage2 'flush' 's/case POLICY_RO_FLUSH:/break;/'
mutant stage2 'NISV or ENOSYS for maintenance, io_mem_abort()' \
	'/^static enum outcome refused_maintenance/,/^}/s/host->nisv_to_user ?/false ?/'
mutant stage2 'ENOSYS unless NISV is on' 's/host->nisv_to_user ?/true ?/'
mutant stage2 'NISV or ENOSYS for DC ZVA, io_mem_abort()' \
	'/^static enum outcome refused(/,/^}/s/host->nisv_to_user ?/false ?/'
mutant stage2 'DC ZVA has no syndrome, io_mem_abort()' 's/if (op_table\[op\].access == OP_ACCESS_ZERO)/if (false)/'
mutant stage2 'a store has one, io_mem_abort()' 's/if (op_table\[op\].access == OP_ACCESS_ZERO)/if (true)/'
mutant stage2 'maintenance of no memslot is skipped, kvm_handle_guest_abort()' \
	's/if (op_is_cmo(op) && !slot_table\[page->slot\].exists)/if (false)/'
mutant stage2 'of a read-only one it is not, kvm_handle_guest_abort()' 's/ && !slot_table\[page->slot\].exists)$/)/'
mutant stage2 'maintenance has a policy' '/if (op_is_cmo(op))$/s/op_is_cmo(op)/false/'
mutant stage2 'no memslot, no memory, kvm_is_error_hva()' 's/!slot->exists || (write/(write/'
mutant stage2 'a write to a read-only slot is refused, kvm_handle_guest_abort()' \
	's/(write && slot->readonly)/false/'
mutant stage2 'a read is not' 's/(write && slot->readonly)/slot->readonly/'
mutant stage2 'what is refused goes to io_mem_abort()' 's/page->io_aborts += .*;/;/'
mutant stage2 'maintenance of no memslot does not' 's/page->io_aborts += .*;/page->io_aborts++;/'
mutant stage2 'that of a memslot does' 's/slot->exists || !op_is_cmo(op);/!op_is_cmo(op);/'
mutant stage2 'and all else does' 's/slot->exists || !op_is_cmo(op);/slot->exists;/'
mutant stage2 'a write elsewhere is not' 's/(write && slot->readonly)/write/'

# Preparation
mutant prep 'what a load maps writable is write-protected' \
	's/cell->stage2 == STAGE2_RO && load_maps_writable.*}/false }/'
mutant prep 'what it does not is not' 's/ && load_maps_writable(cell, host)//'
mutant prep 'a writable page stays writable' 's/cell->stage2 == STAGE2_RO && load/load/'
mutant prep 'cold: nothing' 's/= OP_null/= OP_ldr/'
mutant prep 'ro: a load' 's/= OP_ldr/= OP_str/'
mutant prep 'rw: a store' 's/= OP_str/= OP_ldr/'
mutant prep 'cmo: a DC CIVAC' 's/= OP_dc_civac/= OP_dc_ivac/'
mutant predict 'protection makes an entry read-only, kvm_mmu_wp_memory_region()' 's/if (prep.protect)/if (false)/'
mutant predict 'preparation dirties nothing' 's/page->marked_dirty = false;//'
mutant predict 'calls of io_mem_abort() are reported' 's/out->io_aborts = .*;//'
mutant predict 'preparation is not the op' 's/hostpage_reset(&page->host);//'
mutant predict 'preparation has to execute' 's/host, faults) != OUTCOME_EXECUTES)/host, faults) == OUTCOME_COUNT)/'

# The fields of a prediction
mutant predict 'the injected ESR, inject_abt64()' 's/0x96000010/0x96000050/'
mutant predict 'no ESR unless injected' 's/out->outcome == OUTCOME_ABORT_INJECTED ?/true ?/'
mutant predict 'one line' '/case LINES_1:/,/return/s/return 1/return host->page_lines/'
mutant predict 'half of the lines of a page' 's,host->page_lines / 2,host->page_lines,'
mutant predict 'all lines of a page' '/default:/,/return/s/return host->page_lines/return 1/'
mutant predict 'possible: half a page where no line faults' 's/return cell->stage2 == STAGE2_RW && /return /'
mutant predict 'possible: half a page of more than one line' 's/ && host->page_lines > 1;/;/'
mutant predict 'translation faults of all lines' "s/out->translation +=/out->translation =/"
mutant predict 'permission faults of all lines' "s/out->permission +=/out->permission =/"
mutant predict 'the sequence is of the first line' 's/if (!i)/if (true)/'
mutant predict 'only a logged slot has a dirty log' \
	's/slot_table\[page->slot\].logged && page->marked_dirty/page->marked_dirty/'
mutant predict 'dirty only if marked' 's/].logged && page->marked_dirty/].logged/'
mutant predict 'allocation is reported' 's/out->allocates = .*/out->allocates = false;/'
mutant predict 'minor faults are reported' 's/out->minor_faults = .*//'
mutant predict 'other vCPUs are disturbed, mmu_invalidate_retry()' 's/!is_alone(cell) && page->host.notified/false/'
mutant predict 'by the notifier only' 's/ && page->host.notified//'
mutant predict 'if there are any' 's/!is_alone(cell) && page->host/page->host/'
mutant predict 'the op is repeated' 's/^	stage2_access(&then, .*//'
mutant predict 'an op that is not translated is a nop' 's/out->outcome = OUTCOME_NOP;/;/'
mutant predict 'only cache maintenance is' 's/if (op_is_cmo(cell->op) && !(host/if (!(host/'
mutant predict 'mmio_user is where no memslot is' 's/elsewhere ? &nothing :/false ? \&nothing :/'
mutant predict 'other ops are not' 's/elsewhere ? &nothing :/true ? \&nothing :/'
mutant predict 'the state that is left' 's/out->stage2 = page.entry;/out->stage2 = cell->stage2;/'

# Which cells can exist
# possible RULE FROM [TO]: a mutant that allows more cells.
possible() {
	mutant predict "impossible: $1" "s/$2/${3-}/"
}
possible 'pageless ops on a slot of their own' 'cell->slot != SLOT_RW || '
possible 'on a backing' 'cell->backing != BACKING_ANON || '
possible 'on a host page' 'cell->host_page != HOST_PAGE_WRITTEN ||'
possible 'in a stage-2 state' 'cell->stage2 != STAGE2_RW || '
possible 'in a line state' ' || cell->line != LINE_ANY'
possible 'in a mix' ' || mix_table\[cell->mix\].slots != 1)' ')'
possible 'exits on lines' 'cell->lines != LINES_1 || '
possible 'exits and after' ' || cell->timed != TIMED_OP))$' '))'
possible 'mmio_user on many vCPUs' 'return .*OP_OPERAND_MMIO || is_alone(cell);' 'return true;'
possible 'a hole with a backing' 'cell->backing == BACKING_ANON && '
possible 'a hole with a host page' 'cell->host_page == HOST_PAGE_UNTOUCHED && cell->timed' 'cell->timed'
possible 'a hole and after' 'UNTOUCHED && cell->timed == TIMED_OP;' 'UNTOUCHED;'
possible 'line states and after' 'return cell->timed == TIMED_OP &&' 'return'
possible 'line states of cold pages' 'cell->stage2 == STAGE2_RO && cell->line' 'cell->line'
possible 'dirty lines of read-only pages' ' && cell->line != LINE_DIRTY'
possible 'a sweep of something else' 'return op_is_cmo(cell->op) && ' 'return '
possible 'a sweep of a hole' 'slot_table\[cell->slot\].exists && cell->stage2' 'cell->stage2'
possible 'a sweep of warm pages' ' && cell->stage2 == STAGE2_COLD && is_alone' ' \&\& is_alone'
possible 'a sweep by many vCPUs' ' && is_alone(cell) &&$' ' \&\&'
possible 'a sweep in a mix' 'mix_table\[cell->mix\].slots == 1 && '
possible 'a sweep of blocks' ' && !backing->block'
possible 'a sweep of what reads map around, do_fault_around()' '!(backing->cached && .*) &&$' 'true \&\&'
possible 'a sweep of copies that are mapped at once' '!(host->change_pte && .*)' true
possible 'a deferred store on a read-only slot' 'slot->readonly || '
possible 'one after a nop' ' || !(host->translates >> OP_dc_civac & 1)'
possible 'lines and after' ' && (cell->timed == TIMED_OP || cell->lines == LINES_1)'
mutant predict 'possible: a sweep where no copy is mapped at once' 's/!(host->change_pte && backing/!(backing/'
mutant predict 'possible: of pages that are reused' 's/ && backing->write == BACKING_WRITE_COPY//'
mutant predict 'possible: of pages that were not read' 's/BACKING_WRITE_COPY && cell->host_page == HOST_PAGE_READ/BACKING_WRITE_COPY/'
mutant predict 'possible: a sweep of a file that was read' 's/ && cell->host_page == HOST_PAGE_UNTOUCHED) &&$/) \&\&/'
mutant predict 'possible: line states of read-only pages' \
	's/(cell->stage2 == STAGE2_RO && cell->line != LINE_DIRTY)/false/'
mutant predict 'possible: null on lines' 's/if (exits && /if (/'

wait
for i in $(seq "$number"); do
	is "$(cat "$i/verdict")" "" "caught: $(cat "rule.$i")"
done
tap_done
