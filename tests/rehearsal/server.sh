machine() { maker=GIGABYTE product=R272-P30-JG; }
T() { s=$(date +%s); echo "## $*"; "$@" 2>&1; echo "# status $? $(($(date +%s) - s)) s"; }
inside() {
	export LC_ALL=C.UTF-8
	mkdir /srv/o; chown owner /srv/o; cd /srv/o
	T env --default-signal=INT timeout -s INT 3 cmobench run --suite standard -o int.cmo.jsonl
	ls -la
	T env --default-signal=INT timeout --foreground -s INT 3 cmobench run --suite standard -o int2.cmo.jsonl
	ls -la
	env --default-signal=INT cmobench run --suite standard -o int3.cmo.jsonl 2>err & p=$!
	sleep 3; kill -INT $p; wait $p; echo status $?; cat err; ls -la
	T cmobench run --suite quick --samples 16 -o x.cmo.jsonl
	grep -o '"implausible.\{120\}' q.cmo.jsonl | head
	T systemd-nspawn -q -D / --volatile=yes --bind=/dev/kvm '--property=DeviceAllow=/dev/kvm rwm' --as-pid2 /usr/local/bin/cmobench run --samples 16 --filter op=dc_ivac -o /tmp/x.cmo.jsonl
	cat /proc/consoles /proc/sys/kernel/printk
	head -1 x.cmo.jsonl | jq .
}
