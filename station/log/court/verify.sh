#!/bin/sh
# 校验证据包  sh verify.sh [指纹]      Checks this bundle  sh verify.sh [FINGERPRINT]
#
# Needs a POSIX shell, openssl 3 and cat cmp cut awk grep mkdir od rm sed sort tail tr wc. It reads nothing but this
# folder, changes nothing in it, and asks no network. The fingerprint stands on the station's paper; without one the
# bundle can be shown to be consistent, not whose it is. Exit: 0 all true, 1 something is not, 2 could not be checked.
#
# 只需 POSIX shell、openssl 3 和上列文本工具;只读本文件夹,不改动,不联网。指纹见站点纸质凭证;不给指纹只能证明
# 内部一致,不能证明出自哪台设备。退出码:0 全部属实,1 有不符,2 无法校验。

LC_ALL=C
export LC_ALL
unset CDPATH
set -u
set -f
umask 077
case $0 in */*) cd -- "${0%/*}" || exit 2 ;; esac

ENTRY_TYPE=application/vnd.roadside-station.entry+json
STATEMENT_TYPE=application/vnd.roadside-station.statement+json
MANIFEST_TYPE=application/vnd.roadside-station.manifest

bad=0
ok() { printf 'OK    %s | %s\n' "$1" "$2"; }
fail() { bad=1; printf 'FAIL  %s | %s\n' "$1" "$2"; }
note() { printf '      %s | %s\n' "$1" "$2"; }
stop() { printf 'STOP  %s | %s\n' "$1" "$2"; exit 2; }

openssl pkeyutl -help 2>&1 | grep -q rawin || stop '需要 openssl 3' 'openssl 3 is needed'
T=${TMPDIR:-/tmp}/verify-$$
mkdir "$T" || stop '无法建立临时文件夹' 'no temporary folder'
trap 'rm -rf "$T"' 0
trap 'exit 2' 1 2 15

# ---- small tools ------------------------------------------------------------------------------------------------

hash_of() { # FILE -> 64 hex digits
  digest=$(openssl dgst -sha256 -r "$1") && printf '%s' "${digest%% *}"
}
length_of() { # FILE -> bytes
  printf '%s' "$(($(wc -c <"$1")))"
}
hex_of() { # stdin -> hex digits
  od -An -v -tx1 | tr -d ' \n'
}
octal_of() { # stdin: lines of hex -> the same lines as \ooo for printf; nothing for a line that is not 64 hex digits
  awk '{ out = ""
    if (length($0) == 64 && $0 !~ /[^0-9a-f]/)
      for (i = 1; i < 64; i += 2) {
        n = (index("0123456789abcdef", substr($0, i, 1)) - 1) * 16 + index("0123456789abcdef", substr($0, i + 1, 1)) - 1
        out = out "\\" int(n / 64) int(n / 8) % 8 n % 8
      }
    print out }'
}
plain() { # 000012 -> 12
  printf '%s' "$1" | sed 's/^0*\([0-9]\)/\1/'
}
pae() { # TYPE FILE -> what is signed (DSSE v1): "DSSEv1", length and text of the type, length and bytes of the file
  printf 'DSSEv1 %d %s %d ' "${#1}" "$1" "$(length_of "$2")"
  cat "$2"
}
signed_by() { # PEM FILE SIGNATURE
  [ "$(length_of "$3")" = 64 ] &&
    openssl pkeyutl -verify -pubin -inkey "$1" -rawin -in "$2" -sigfile "$3" >/dev/null 2>&1
}
key_of() { # PEM -> SHA-256 of the public key's DER
  openssl pkey -pubin -in "$1" -outform DER -out "$T/der" 2>/dev/null && [ "$(length_of "$T/der")" = 44 ] &&
    hash_of "$T/der"
}
odd() { # NAME -> one line of plain characters, marked with a "?"
  printf '?%s\n' "$(printf '%s' "$1" | tr -c 'A-Za-z0-9._/-' '?')"
}
files_in() { # every file below a folder, hidden ones too; what is no plain file or is oddly named is marked
  set +f
  for one in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    if [ -h "$one" ]; then odd "$one"
    elif [ -d "$one" ]; then files_in "$one"
    elif [ -f "$one" ]; then
      case $one in *[!A-Za-z0-9._/-]*) odd "$one" ;; *) printf '%s\n' "${one#./}" ;; esac
    elif [ -e "$one" ]; then odd "$one"
    fi
  done
  set -f
}

# ---- 1 清单 manifest --------------------------------------------------------------------------------------------

for one in manifest.txt manifest.sig device.pem checkpoint.txt; do
  if [ -h "$one" ] || [ ! -f "$one" ]; then fail "缺少 $one" "$one is missing"; exit 1; fi
done
device=$(key_of device.pem) || { fail 'device.pem 不是公钥' 'device.pem is no public key'; exit 1; }

pae "$MANIFEST_TYPE" manifest.txt >"$T/pae"
if signed_by device.pem "$T/pae" manifest.sig; then
  ok '清单由本机密钥签名' 'the manifest is signed by the device key'
else
  fail '清单的签名不符' 'the signature of the manifest does not verify'
fi

files_in . | sort >"$T/there"
if grep -q '^?' "$T/there"; then
  fail '文件夹里有不该有的东西' 'there is something here that does not belong:'
  sed -n 's/^?/      /p' "$T/there"
fi
grep -v -e '^?' -e '^manifest\.txt$' -e '^manifest\.sig$' "$T/there" >"$T/names"
# Names were held to letters, digits and ._/- above, so they can be given as words; ./ keeps them from being options.
# shellcheck disable=SC2046
openssl dgst -sha256 -r $(sed 's/^/.\//' "$T/names") | sed 's/ \*\.\//  /' >"$T/hashes"
awk 'FILENAME == ARGV[1] { listed[$2] = $1; lines++; next }
     { if (!($2 in listed)) print "extra", $2
       else if (listed[$2] != $1) print "changed", $2
       seen[$2] = 1 }
     END { for (name in listed) if (!(name in seen)) print "missing", name
           if (!lines) print "missing", "manifest" }' manifest.txt "$T/hashes" | sort >"$T/differences"
if [ -s "$T/differences" ]; then
  while read -r what name; do
    case $what in
      extra) fail "多出的文件 $name" "a file too many: $name" ;;
      changed) fail "文件被改动 $name" "a file was changed: $name" ;;
      *) fail "文件缺失 $name" "a file is missing: $name" ;;
    esac
  done <"$T/differences"
elif cmp -s manifest.txt "$T/hashes"; then
  count=$(grep -c '' "$T/names")
  ok "$count 个文件都与清单相符" "all $count files are as the manifest lists them"
else
  fail '清单的写法不符' 'the manifest is not written as it should be'
fi

# ---- 2 出具设备 issuer ------------------------------------------------------------------------------------------

issuer=unchecked
if [ $# -gt 0 ]; then
  given=$(printf '%s' "$*" | tr 'A-F' 'a-f' | tr -d ' :-')
  if [ "$given" = "$device" ]; then
    issuer=checked
    ok '本机公钥与所给指纹相符' 'the device key has the given fingerprint'
  else
    fail '本机公钥与所给指纹不符' 'the device key does NOT have the given fingerprint'
  fi
fi

# ---- 3 存证 checkpoint ------------------------------------------------------------------------------------------

sed -n '1,3p' checkpoint.txt >"$T/body"
{ read -r origin; read -r size; read -r root; } <"$T/body"
log=${origin#roadside-station/}
case $size in '' | *[!0-9]* | 0* | ????????????????*) size=0 ;; esac
printf '%s\n' "$root" | openssl base64 -d -A >"$T/root" 2>/dev/null
tail -c 32 "$T/der" >"$T/key"
{ printf '%s\n\001' "$origin"; cat "$T/key"; } >"$T/named"
key_hash=$(hash_of "$T/named" | cut -c1-8)
sed -n '5p' checkpoint.txt | sed -n 's/^— [^ ]* \([A-Za-z0-9+/=]*\)$/\1/p' >"$T/line"
openssl base64 -d -A <"$T/line" >"$T/note" 2>/dev/null
tail -c +5 "$T/note" >"$T/sig"
{ cat "$T/body"; printf '\n— %s ' "$origin"; cat "$T/line"; } >"$T/again"
if [ "$(length_of "$T/root")" = 32 ] && [ "$(hex_of <"$T/note" | cut -c1-8)" = "$key_hash" ] &&
  cmp -s "$T/again" checkpoint.txt && signed_by device.pem "$T/body" "$T/sig"; then
  ok "存证由本机密钥签名:日志共 $size 条" "the checkpoint is signed by the device key: a log of $size entries"
else
  fail '存证不符' 'the checkpoint does not verify'
fi

# ---- 4 记录 entries ---------------------------------------------------------------------------------------------

# One line an entry: folder, seq, kind, log, screening, origin, and of the body badge, role, key id, outcome,
# verdict, rule pack and the number of statements; "-" for what is not there. A quote inside a JSON text is always
# written \", so "name":" can only be a name. Keys are in order, so what follows the body stands at the end.
grep '^entries/[0-9]*/payload\.json$' "$T/names" >"$T/payloads"
: >"$T/table"
# shellcheck disable=SC2046
[ -s "$T/payloads" ] && awk '
  function text(name,   at, rest, end) {
    at = index(front, "\"" name "\":\"")
    if (!at) return "-"
    rest = substr(front, at + length(name) + 4)
    end = index(rest, "\"")
    rest = substr(rest, 1, end - 1)
    return rest ~ /[ \\|]/ || rest == "" ? "-" : rest
  }
  function last(name,   parts, count, rest) {
    count = split(tail, parts, "\"" name "\":")
    if (count != 2) return "?"
    rest = parts[2]
    sub(/[,}].*/, "", rest)
    gsub(/"/, "", rest)
    return rest
  }
  { start = index($0, ",\"body\":{")
    stop = match($0, /[}],"id":"[0-9A-Z]*","kind":"[a-z_]*","log":"[A-Za-z0-9._-]*","origin":"[a-z]*","prev":"[0-9a-f]*","refs":\[[^]]*\],"schema":"roadside-station\/entry\/1","screening_id":[A-Za-z0-9"._-]*,"seq":[0-9]*,"software":"[^"\\]*"[}]$/)
    body = substr($0, start + 8, stop - start - 7)
    # What officers signed is checked on its own; its fields are not those of the entry.
    if (cut = index(body, "\"statements\":[")) front = substr(body, 1, cut); else front = body
    tail = substr($0, stop + 1)
    folder = FILENAME
    sub(/\/payload\.json$/, "", folder)
    if (FNR != 1 || !start || !stop) { print folder, "?"; next }
    print folder, last("seq"), last("kind"), last("log"), last("screening_id"), last("origin"), \
      text("badge"), text("role"), text("key_id"), text("outcome"), text("verdict"), text("pack_sha256"), \
      split(body, parts, "\"payload_type\":\"") - 1
  }' $(cat "$T/payloads") >"$T/table"

device_octal=$(printf '%s\n' "$device" | octal_of)
included() { # PROOF INDEX SIZE: from the leaf hash in $T/node to the root, RFC 9162 section 2.1.3.2
  place=$2 last=$(($3 - 1)) node=$T/node other=$T/other
  octal_of <"$1" >"$T/proof"
  while read -r beside; do
    [ -n "$beside" ] && [ "$last" -gt 0 ] || return 1
    below=$node
    node=$other
    other=$below
    if [ $((place % 2)) -eq 1 ] || [ "$place" -eq "$last" ]; then
      # shellcheck disable=SC2059
      { printf '\001'; printf "$beside"; cat "$below"; } | openssl dgst -sha256 -binary >"$node"
      while [ $((place % 2)) -eq 0 ] && [ "$place" -ne 0 ]; do place=$((place / 2)) last=$((last / 2)); done
    else
      # shellcheck disable=SC2059
      { printf '\001'; cat "$below"; printf "$beside"; } | openssl dgst -sha256 -binary >"$node"
    fi
    place=$((place / 2)) last=$((last / 2))
  done <"$T/proof"
  [ "$last" -eq 0 ] && cmp -s "$node" "$T/root"
}

: >"$T/leaves"
while read -r folder seq kind of screening rest; do
  number=${folder#entries/}
  case $seq in '' | *[!0-9]* | 0?* | ????????????????*)
    fail "记录 $number 的写法不符" "entry $number is not written as an entry"
    continue ;;
  esac
  pae "$ENTRY_TYPE" "$folder/payload.json" >"$T/pae"
  if [ -f "$folder/signature.bin" ] && signed_by device.pem "$T/pae" "$folder/signature.bin" &&
    [ "$of" = "$log" ] && [ "$number" = "$(printf '%06d' "$seq")" ]; then
    ok "第 $seq 条 $kind:本机签名" "entry $seq $kind: device signature"
  else
    fail "第 $seq 条 $kind:本机签名不符" "entry $seq $kind: device signature does not verify"
  fi
  # shellcheck disable=SC2059
  { printf '\000'; cat "$T/pae"; printf "$device_octal"; cat "$folder/signature.bin" 2>/dev/null; } |
    openssl dgst -sha256 -binary >"$T/node"
  printf '%s %s %s\n' "$(hex_of <"$T/node")" "$seq" "$screening" >>"$T/leaves"
  if [ -f "$folder/proof.txt" ] && [ "$seq" -lt "$size" ] && included "$folder/proof.txt" "$seq" "$size"; then
    ok "第 $seq 条:在日志第 $seq 位,由存证证实" "entry $seq: stands at place $seq of the log, by the checkpoint"
  else
    fail "第 $seq 条:无法证实在日志中" "entry $seq: not shown to be in the log"
  fi
done <"$T/table"
[ -s "$T/leaves" ] || fail '没有任何记录' 'there is no entry'

if [ "$(awk '$2 == 0 { print $1, $3 }' "$T/table")" = 'entries/000000 log_opened' ] &&
  grep -F -q "\"device_key_id\":\"$device\"" entries/000000/payload.json; then
  ok '日志由这把本机公钥开启' 'the log was opened with this device key'
else
  fail '日志的开启记录不是这把本机公钥' 'the opening of the log does not name this device key'
fi
if [ "$(awk '$5 != "null" && $5 != "" { print $5 }' "$T/table" | sort -u | grep -c '')" = 1 ]; then
  ok '所有记录属于同一次检测' 'all entries belong to one screening'
else
  fail '记录不属于同一次检测' 'the entries do not belong to one screening'
fi

if awk '$6 == "training" || $6 == "simulated" { found = 1 } END { exit !found }' "$T/table"; then
  note '*** 训练或模拟:不是对人的检测 ***' '*** training or simulated: not a test of a person ***'
fi

# ---- 5 民警签名 officers' signatures ----------------------------------------------------------------------------

# The key is the one enrolled last for the badge before the entry, whatever the signature claims.
awk '$3 == "officer_enrolled" { print $2, $7, $8, $9, $1 }' "$T/table" >"$T/officers"
while read -r seq badge role key folder; do
  [ "$key" = - ] && continue
  pem=officers/${folder#entries/}.pem
  if [ -f "$pem" ] && [ "$(key_of "$pem")" = "$key" ]; then
    ok "$badge 的公钥与登记(第 $seq 条)相符" "the public key of $badge is the one enrolled in entry $seq"
  else
    fail "$badge 的公钥与登记(第 $seq 条)不符" "the public key of $badge is not the one enrolled in entry $seq"
  fi
done <"$T/officers"

# What a statement says, one line each: folder, badge, log, meaning, then its leaves.
grep '^statements/[0-9]*-[0-9]*/payload\.json$' "$T/names" >"$T/said"
: >"$T/statements"
# shellcheck disable=SC2046
[ -s "$T/said" ] && awk '
  { folder = FILENAME
    sub(/\/payload\.json$/, "", folder)
    if (FNR != 1 || !match($0, /^[{]"at":"[^"\\]*","badge":"[^"\\ |]*","leaves":\["[0-9a-f",]*"\],"log":"[A-Za-z0-9._-]*","meaning":"[a-z_]*","schema":"roadside-station\/statement\/1","shown":[{]/)) {
      print folder, "?"; next }
    split($0, part, "\"")
    out = ""
    for (i = 12; length(part[i]) == 64 && part[i] !~ /[^0-9a-f]/; i += 2) out = out " " part[i]
    print folder, part[8], part[i + 2], part[i + 6] out
  }' $(cat "$T/said") >"$T/statements"

: >"$T/signers"
while read -r folder badge of meaning leaves; do
  unpacked=${folder#statements/}
  entry=entries/${unpacked%-*}
  seq=$(awk -v folder="$entry" '$1 == folder { print $2 }' "$T/table")
  if [ "$badge" = '?' ] || [ -z "$seq" ]; then
    fail "签名 $unpacked 的写法不符" "statement $unpacked is not written as one"
    continue
  fi
  enrolled=$(awk -v badge="$badge" -v seq="$seq" '
    $2 == badge && $1 < seq { found = $3 " " $4 " " $5 } END { print found }' "$T/officers")
  role=${enrolled%% *} key=${enrolled#* } pem=officers/${enrolled##*/}.pem
  key=${key%% *}
  printf '{"key_id":"%s","payload":"%s","payload_type":"%s","signature":"%s"}' "$key" \
    "$(openssl base64 -A -in "$folder/payload.json")" "$STATEMENT_TYPE" \
    "$(openssl base64 -A -in "$folder/signature.bin" 2>/dev/null)" >"$T/embedded"
  pae "$STATEMENT_TYPE" "$folder/payload.json" >"$T/pae"
  case $role in officer | registrar | tester) may=yes ;; *) may=no ;; esac
  # That the file is the enrolled key was checked above.
  if [ "$may" = yes ] && [ -f "$pem" ] && [ "$of" = "$log" ] &&
    grep -F -q -f "$T/embedded" "$entry/payload.json" && signed_by "$pem" "$T/pae" "$folder/signature.bin"; then
    ok "第 $seq 条:$badge 的签名($meaning)" "entry $seq: signature of $badge ($meaning)"
    printf '%s %s %s %s\n' "$seq" "$meaning" "$badge" "$key" >>"$T/signers"
  else
    fail "第 $seq 条:$badge 的签名不符" "entry $seq: the signature of $badge does not verify"
  fi
  # A decision is signed whole: what was shown is the body of the entry but for the statements themselves.
  case $(awk -v folder="$entry" '$1 == folder { print $3 }' "$T/table") in
    measure_proposed | measurement_claimed | measurement_set_aside | screening_voided | officer_enrolled)
      awk '{ body = substr($0, index($0, ",\"body\":{") + 9)
             body = substr(body, 1, index(body, "\"statements\":[") - 1)
             sub(/"commitments":[{][^}]*[}],/, "", body)
             sub(/,$/, "", body)
             printf "%s", "\"shown\":{" body "}}" }' "$entry/payload.json" >"$T/decision"
      if grep -F -q -f "$T/decision" "$folder/payload.json"; then
        ok "第 $seq 条:$badge 所签的就是这项决定" "entry $seq: $badge signed this very decision"
      else
        fail "第 $seq 条:$badge 所签的不是这项决定" "entry $seq: $badge did not sign this decision"
      fi ;;
  esac
  # A batch also names entries of other people's screenings; those are not in this bundle.
  known=$(printf '%s\n' "$leaves" | tr ' ' '\n' | awk -v seq="$seq" '
    FILENAME == ARGV[1] { if ($2 < seq) here[$1] = 1; next } length($1) { total++; found += ($1 in here) }
    END { print found + 0, total + 0 }' "$T/leaves" -)
  found=${known% *} total=${known#* }
  if [ "$found" = "$total" ] && [ "$total" -gt 0 ]; then
    ok "第 $seq 条:$badge 所签的 $total 条记录都在这里" "entry $seq: all $total entries that $badge signed are here"
  elif [ "$meaning" = countersign ] && [ "$found" -gt 0 ]; then
    ok "第 $seq 条:$badge 集中复核 $total 条记录,其中 $found 条在这里" \
      "entry $seq: $badge countersigned $total entries, $found of them are here"
  else
    fail "第 $seq 条:$badge 所签的记录有缺失" "entry $seq: entries that $badge signed are missing ($found of $total)"
  fi
done <"$T/statements"

while read -r folder seq kind of screening origin badge role key outcome verdict pack count; do
  there=$(grep -c "^statements/${folder#entries/}-" "$T/said")
  [ "${count:-?}" = "$there" ] ||
    fail "第 $seq 条:签名数目不符" "entry $seq: carries ${count:-?} statements, $there are unpacked"
done <"$T/table"

# Two persons are two badges with two keys.
awk '
  function differ(a, b) { return badge[a] != badge[b] && key[a] != key[b] }
  FILENAME == ARGV[1] { n++; at[n] = $1; meaning[n] = $2; badge[n] = $3; key[n] = $4; next }
  $3 == "measure_proposed" || $3 == "measurement_claimed" || $3 == "measurement_set_aside" || $3 == "screening_voided" {
    two = 0
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
      if (at[i] == $2 && at[j] == $2 && differ(i, j)) two = 1
    print two ? "ok" : "two", $2
  }
  # Whoever founded the log is vouched for by nobody: only openings and enrolments came before, and all are here.
  $2 == founding + 0 && ($3 == "log_opened" || ($3 == "officer_enrolled" && !$13)) { founding++; next }
  $3 == "officer_enrolled" {
    two = 0
    for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++)
      if (at[i] == $2 && at[j] == $2 && differ(i, j) && badge[i] != $7 && badge[j] != $7) two = 1
    print two ? "ok" : "two", $2
  }
  $3 == "screening_closed" && ($10 == "refused" || $10 == "completed") {
    one = two = first = 0
    for (i = 1; i <= n; i++) if (meaning[i] == "first" && at[i] < $2) {
      one = 1
      for (j = 1; j <= n; j++) if (meaning[j] == "second" && at[j] < $2 && differ(i, j)) two = 1
    }
    if ($10 == "completed" && $11 == "negative") print one ? "ok" : "one", $2
    else print two ? "ok" : "two", $2
  }
  $3 == "screening_closed" { closed = 1 }
  END {
    if (!closed) print "open", 0
    for (j = 1; j <= n; j++) if (meaning[j] == "second" || meaning[j] == "countersign") {
      clash = 1
      for (i = 1; i <= n; i++) if (meaning[i] == "first") { clash = !differ(i, j); if (clash) break }
      if (clash) print "two", at[j]
    }
  }' "$T/signers" "$T/table" >"$T/persons"
while read -r what seq; do
  case $what in
    ok) ok "第 $seq 条:应签的人都已签名" "entry $seq: everyone whose signature it needs has signed" ;;
    open) note '这次检测尚未结束' 'this screening is not closed yet' ;;
    one) fail "第 $seq 条:无人签名" "entry $seq: nobody has signed" ;;
    *) fail "第 $seq 条:需要两名不同民警签名" "entry $seq: needs two different officers" ;;
  esac
done <"$T/persons"

# ---- 6 公开的个人信息与原始数据 disclosed values and raw bytes --------------------------------------------------

grep '^disclosed/.*\.value$' "$T/names" >"$T/values"
while read -r value; do
  place=${value#disclosed/} place=${place%.value}
  number=${place%%-*} field=${place#*-} salt=disclosed/$place.salt
  seq=$(plain "$number")
  commitment=$({ cat "$salt"; printf '%s\000' "$field"; cat "$value"; } 2>/dev/null | openssl dgst -sha256 -binary | hex_of)
  if [ -f "$salt" ] && [ "$(length_of "$salt")" = 32 ] &&
    grep -F -q "\"$field\":\"$commitment\"" "entries/$number/payload.json" 2>/dev/null; then
    ok "个人信息 $field 与第 $seq 条记录的承诺值相符" "disclosed $field is what entry $seq committed to"
  else
    fail "个人信息 $field 与第 $seq 条记录不符" "disclosed $field is not what entry $seq committed to"
  fi
done <"$T/values"

grep '^raw/.*\.bin$' "$T/names" >"$T/raws"
while read -r raw; do
  number=${raw#raw/} number=${number%.bin} salt=raw/$number.salt
  seq=$(plain "$number")
  commitment=$(cat "$salt" "$raw" 2>/dev/null | openssl dgst -sha256 -binary | hex_of)
  if [ -f "$salt" ] && [ "$(length_of "$salt")" = 32 ] &&
    grep -F -q "\"raw\":{\"commitment\":\"$commitment\",\"length\":$(length_of "$raw")}" "entries/$number/payload.json" 2>/dev/null; then
    ok "读数仪原始数据与第 $seq 条记录相符" "the reader's raw bytes are those of entry $seq"
  else
    fail "读数仪原始数据与第 $seq 条记录不符" "the reader's raw bytes are not those of entry $seq"
  fi
done <"$T/raws"

# ---- 7 规则包与纸质文书 rule packs and papers -------------------------------------------------------------------

awk '$2 ~ /^rules\// { print $1 }' "$T/hashes" >"$T/packs"
# shellcheck disable=SC2034
while read -r folder seq kind of screening origin badge role key outcome verdict pack rest; do
  [ "$kind" = verdict_reached ] || continue
  if grep -q -x -F -e "$pack" "$T/packs"; then
    ok "第 $seq 条:结论依据的规则包在这里" "entry $seq: the rule pack it was judged by is here"
  else
    fail "第 $seq 条:结论依据的规则包不在这里" "entry $seq: the rule pack it was judged by is not here"
  fi
done <"$T/table"

awk '$2 ~ /^papers\//' "$T/hashes" >"$T/papers"
while read -r digest name; do
  logged=no
  while read -r folder seq kind rest; do
    [ "$kind" = paper_printed ] && grep -F -q "\"sha256\":\"$digest\"" "$folder/payload.json" && logged=$seq
  done <"$T/table"
  if [ "$logged" = no ]; then
    note "$name:只由清单保证" "$name: vouched for by the manifest alone"
  else
    ok "$name:就是第 $logged 条记录所记的打印件" "$name: is the print that entry $logged records"
  fi
done <"$T/papers"

# ---- 8 结论 result ----------------------------------------------------------------------------------------------

note "verify.sh 的 SHA-256:$(hash_of verify.sh)" 'its SHA-256. A replaced script would praise itself: compare with the published one'
if [ $bad -ne 0 ]; then
  printf 'FAIL  %s | %s\n' '证据包不属实,或被改动' 'this bundle is not true, or was changed'
  exit 1
fi
if [ $issuer = checked ]; then
  printf 'OK    %s | %s\n' '全部属实,出具设备已核对' 'everything is true, the issuer is checked'
else
  printf 'OK    %s | %s\n' '内部一致,出具设备未核对' 'consistent, issuer unchecked'
  note "本机公钥指纹 $device" 'compare this fingerprint with the one on paper'
fi
