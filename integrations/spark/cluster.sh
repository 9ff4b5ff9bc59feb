#!/usr/bin/env bash
# A Spark cluster on this machine, on loopback only: a master and two workers, to try postlint.spark on.
#
#   eval "$(cluster.sh start)"   starts it, and tells programs of this shell where it is and its secret
#   cluster.sh status            0: all of it runs; 3: some or none does
#   cluster.sh stop              also removes what it kept
#
# Settings, from the environment: PYTHON (a Python that has pyspark; python3), PORT (7077), WORKERS (2), CORES (1) and
# MEMORY (1g) of each worker, and FOLDER for settings and logs (postlint-spark-UID in the folder for temporary files).
set -euo pipefail

python=${PYTHON:-python3}
port=${PORT:-7077}
workers=${WORKERS:-2}
folder=${FOLDER:-${TMPDIR:-/tmp}/postlint-spark-$UID}
address=spark://127.0.0.1:$port

fail() { echo "cluster.sh: $1" >&2; exit 1; }

# Whether the process of a pid file runs and is one of ours, not another that was given its number.
runs() {
    [ -f "$folder/$1.pid" ] &&
        ps -ww -p "$(cat "$folder/$1.pid")" -o command= 2>/dev/null | grep -q "deploy\.$(kind "$1") --host 127\.0\.0\.1"
}

parts() { for pid in "$folder"/*.pid; do [ -f "$pid" ] && basename "$pid" .pid; done; }

kind() { case $1 in master) echo master.Master ;; *) echo worker.Worker ;; esac; }

launch() { # NAME CLASS ARGUMENT...
    local name=$1 class=$2
    shift 2
    # Every port of it is on loopback, that of its pages too. spark-class becomes Java, so that the pid is Java's.
    # No port but the one asked for: Spark would otherwise try the next.
    SPARK_MASTER_OPTS=-Dspark.port.maxRetries=0 SPARK_HOME=$home SPARK_CONF_DIR=$folder/conf SPARK_LOCAL_IP=127.0.0.1 \
        SPARK_LOCAL_DIRS=$folder/rows \
        nohup "$home/bin/spark-class" "org.apache.spark.deploy.$class" --host 127.0.0.1 --webui-port 0 "$@" \
        >"$folder/$name.log" 2>&1 </dev/null &
    echo $! >"$folder/$name.pid"
}

wait_for() { # NAME WORDS: until its log has the words, for three minutes on a machine that is busy
    for _ in $(seq 360); do
        ! grep -q "$2" "$folder/$1.log" 2>/dev/null || return 0
        kill -0 "$(cat "$folder/$1.pid")" 2>/dev/null || break
        sleep 0.5
    done
    echo "cluster.sh: $1 did not start; the end of its log:" >&2
    grep -v "^[[:space:]]*at " "$folder/$1.log" | tail -n 5 >&2
    stop
    exit 1
}

start() {
    [ -z "$(parts)" ] || { status >&2 || true; fail "there is a cluster in $folder already; stop it first"; }
    home=$("$python" -c 'import os, pyspark; print(os.path.dirname(pyspark.__file__))') || fail "$python has no pyspark"
    (umask 077 && mkdir -p "$folder")
    # In a folder that all may write to, another user could have made it first.
    [ -O "$folder" ] && [ ! -L "$folder" ] || fail "$folder is another user's"
    chmod 700 "$folder"
    folder=$(cd "$folder" && pwd)
    settings
    launch master master.Master --port "$port"
    wait_for master "Starting Spark master at $address\$"
    for number in $(seq "$workers"); do
        launch "worker-$number" worker.Worker --cores "${CORES:-1}" --memory "${MEMORY:-1g}" \
            --work-dir "$folder/work-$number" "$address"
    done
    for number in $(seq "$workers"); do
        wait_for "worker-$number" "Successfully registered with master"
    done
    printf 'export SPARK_CONF_DIR=%q SPARK_LOCAL_IP=127.0.0.1\n' "$folder/conf"
}

# Whoever may connect to a cluster may run programs as its owner, and loopback is open to all users of the machine and
# to pages in their browsers: hence the secret, in a file that only the owner reads. Shuffled rows are drafts on disk.
settings() {
    local secret
    secret=$("$python" -c 'import secrets; print(secrets.token_hex(32))')
    (umask 077 && mkdir -p "$folder/conf" && cat >"$folder/conf/spark-defaults.conf") <<END
spark.master                    $address
spark.authenticate              true
spark.authenticate.secret       $secret
spark.network.crypto.enabled    true
spark.io.encryption.enabled     true
spark.master.rest.enabled       false
spark.driver.host               127.0.0.1
spark.driver.bindAddress        127.0.0.1
END
}

status() {
    local missing=0 name
    [ -n "$(parts)" ] || { echo "no cluster in $folder"; return 3; }
    for name in $(parts); do
        if runs "$name"; then echo "$name runs"; else echo "$name is gone"; missing=3; fi
    done
    return $missing
}

stop() {
    local name
    for name in $(parts | sort -r); do # workers first: they take their executors with them
        if runs "$name"; then
            kill "$(cat "$folder/$name.pid")" 2>/dev/null || true
            for _ in $(seq 50); do runs "$name" || break; sleep 0.2; done
            ! runs "$name" || kill -9 "$(cat "$folder/$name.pid")" 2>/dev/null || true
        fi
        rm -rf "$folder/$name.pid" "$folder/$name.log"
    done
    rm -rf "$folder"/work-* "$folder/rows" "$folder/conf"
    rmdir "$folder" 2>/dev/null || true
}

case ${1:-} in
    start | status | stop) "$1" ;;
    *) sed -n '2,9s/^#\( \|$\)//p' "$0" >&2; exit 2 ;;
esac
