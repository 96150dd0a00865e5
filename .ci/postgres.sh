# To be sourced: starts a private PostgreSQL for the tests, exports SIJILL_TEST_POSTGRES, and stops it when the shell
# ends. Works as root in a container (the server itself then runs as the user postgres) and as anybody else where
# PostgreSQL is installed; as root it installs Debian's package where there is none. SIJILL_POSTGRES_PORT sets the port.

_postgres_bin() {
  local found
  found="$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)"
  [ -x "${found}/initdb" ] && echo "${found}"
}

_as_server_user() {
  # a server refuses to run as root
  if [ "$(id -u)" -eq 0 ]; then
    runuser -u postgres -- "$@"
  else
    "$@"
  fi
}

start_postgres() {
  local bin port
  bin="$(_postgres_bin)" || true
  if [ -z "${bin}" ]; then
    if [ "$(id -u)" -ne 0 ]; then
      echo "PostgreSQL is not installed; ask for it with: apt-get install postgresql" >&2
      return 1
    fi
    # the package's own cluster is not wanted
    mkdir -p /etc/postgresql-common
    [ -e /etc/postgresql-common/createcluster.conf ] ||
      echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
    apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends postgresql
    bin="$(_postgres_bin)" || return 1
  fi
  POSTGRES_HOME="$(mktemp -d)"
  chmod 755 "${POSTGRES_HOME}"
  [ "$(id -u)" -ne 0 ] || chown postgres "${POSTGRES_HOME}"
  port="${SIJILL_POSTGRES_PORT:-$((50000 + RANDOM % 10000))}"
  _as_server_user "${bin}/initdb" -D "${POSTGRES_HOME}/data" -U sijill -A trust -E UTF8 --locale=C \
    >"${POSTGRES_HOME}/initdb.log" 2>&1 || { cat "${POSTGRES_HOME}/initdb.log" >&2; return 1; }
  # nothing that the tests write has to survive, so fsync is off
  _as_server_user "${bin}/pg_ctl" -s -w -D "${POSTGRES_HOME}/data" -l "${POSTGRES_HOME}/data/server.log" \
    -o "-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${POSTGRES_HOME} -c fsync=off" start \
    >"${POSTGRES_HOME}/start.log" 2>&1 || { cat "${POSTGRES_HOME}"/start.log "${POSTGRES_HOME}"/data/server.log >&2; return 1; }
  POSTGRES_BIN="${bin}"
  export SIJILL_TEST_POSTGRES="postgresql://sijill@127.0.0.1:${port}/postgres"
  echo "PostgreSQL: ${SIJILL_TEST_POSTGRES}"
}

stop_postgres() {
  [ -n "${POSTGRES_HOME:-}" ] || return 0
  _as_server_user "${POSTGRES_BIN}/pg_ctl" -s -m immediate -D "${POSTGRES_HOME}/data" stop || true
  rm -rf "${POSTGRES_HOME}"
  unset POSTGRES_HOME POSTGRES_BIN SIJILL_TEST_POSTGRES
}

start_postgres
trap stop_postgres EXIT
