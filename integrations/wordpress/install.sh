#!/bin/sh
# A real WordPress with the plugin, for trying it out and for its tests. Everything stays inside FOLDER.
#
#   install.sh start FOLDER [PORT]    unpacks, installs and serves it on http://127.0.0.1:PORT (8780)
#   install.sh stop FOLDER            stops what was started; the site is kept
#
# POSTLINT_URL and POSTLINT_TOKEN say where the service is. Needs php (cli, mysql, xml, mbstring, curl) and MariaDB;
# WordPress itself is Debian's package, unpacked without being installed (or WORDPRESS=/usr/share/wordpress).
set -eu

here=$(cd "$(dirname "$0")" && pwd)
verb=${1:-}
folder=${2:-}
port=${3:-8780}
[ -n "$folder" ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

ended() { # ended PIDFILE: end the process that it names, and wait for it
	[ -f "$1" ] || return 0
	pid=$(cat "$1")
	kill "$pid" 2>/dev/null || true
	for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
	rm -f "$1"
}

unpacked() { # the packages' files, in the tree that their links expect
	mkdir -p "$folder/deb"
	(
		cd "$folder/deb"
		apt-get -qq download wordpress wordpress-theme-twentytwentythree libjs-underscore libjs-cropper php-getid3 2>/dev/null
		for package in *.deb; do dpkg-deb -x "$package" "$folder/root"; done
	)
	rm -rf "$folder/deb"
}

database() {
	run="$folder/run"
	mkdir -p "$run"
	if [ ! -d "$folder/db/mysql" ]; then
		mariadb-install-db --no-defaults --datadir="$folder/db" --user="$(id -un)" --auth-root-authentication-method=normal \
			--skip-test-db >"$folder/db.log" 2>&1
	fi
	mariadbd --no-defaults --datadir="$folder/db" --user="$(id -un)" --socket="$run/db.sock" --pid-file="$run/db.pid" \
		--skip-networking --innodb-buffer-pool-size=64M >>"$folder/db.log" 2>&1 &
	for _ in $(seq 300); do
		mariadb --no-defaults -u root -S "$run/db.sock" -e 'CREATE DATABASE IF NOT EXISTS wordpress' 2>/dev/null && return 0
		sleep 0.1
	done
	echo "install.sh: the database did not start; see $folder/db.log" >&2
	exit 1
}

start() {
	mkdir -p "$folder"
	folder=$(cd "$folder" && pwd)
	[ ! -f "$folder/run/web.pid" ] || { echo "install.sh: it runs already" >&2; exit 1; }
	if [ -n "${WORDPRESS:-}" ]; then source=$WORDPRESS; else
		source="$folder/root/usr/share/wordpress"
		[ -f "$source/wp-load.php" ] || unpacked
	fi
	database
	if [ ! -f "$folder/site/wp-load.php" ]; then
		cp -rL "$source" "$folder/site" 2>/dev/null || true # a link into /etc is left out
		[ -f "$folder/site/wp-load.php" ]
		ln -s "$here/postlint" "$folder/site/wp-content/plugins/postlint"
	fi
	cp "$here/site/wp-config.php" "$folder/site/wp-config.php"
	export POSTLINT_SITE="$folder" POSTLINT_SITE_PORT="$port"
	php "$here/site/setup.php"
	PHP_CLI_SERVER_WORKERS=4 php -d display_errors=0 -S "127.0.0.1:$port" -t "$folder/site" "$here/site/router.php" \
		>>"$folder/web.log" 2>&1 &
	echo $! >"$folder/run/web.pid"
	for _ in $(seq 100); do
		curl -sf -o /dev/null "http://127.0.0.1:$port/wp-login.php" && break
		sleep 0.1
	done
	echo "http://127.0.0.1:$port/wp-admin/  (administrator, editor, author: the password is the name)"
}

stop() {
	folder=$(cd "$folder" && pwd)
	ended "$folder/run/web.pid"
	ended "$folder/run/db.pid"
}

case $verb in
start | stop) "$verb" ;;
*) echo "install.sh: start or stop, and a folder" >&2; exit 2 ;;
esac
