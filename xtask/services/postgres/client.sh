# An order is written, and must be there after a restart.
set -e
export PGPASSWORD=winter-sale-2026
sql() { psql --host 127.0.0.1 --username shop --dbname shop --no-align --tuples-only --set ON_ERROR_STOP=1 --command "$1"; }
case "$1" in
    write)
        sql 'CREATE TABLE IF NOT EXISTS orders (id integer PRIMARY KEY, article text)'
        sql "INSERT INTO orders VALUES (1, 'lantern') ON CONFLICT DO NOTHING"
        # More than work_mem holds: sorted on disk.
        [ "$(sql 'SELECT count(*) FROM (SELECT n FROM generate_series(1, 300000) AS n ORDER BY -n) AS sorted')" = 300000 ]
        ;;
esac
[ "$(sql 'SELECT article FROM orders WHERE id = 1')" = lantern ]
