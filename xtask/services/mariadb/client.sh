# A post is written, and must be there after a restart.
set -e
sql() { mariadb --host=127.0.0.1 --user=blog --password=battery-staple-78 --batch --skip-column-names blog --execute "$1"; }
case "$1" in
    write)
        sql 'CREATE TABLE IF NOT EXISTS posts (id integer PRIMARY KEY, title text) ENGINE=InnoDB'
        sql "INSERT IGNORE INTO posts VALUES (1, 'hello')"
        # A table on disk, made for one question only.
        sql "SET SESSION max_heap_table_size=16384, tmp_table_size=1024;
            SELECT count(*) FROM (SELECT seq, repeat('x', 200) AS text FROM seq_1_to_20000 GROUP BY seq, text) AS many" | grep -q 20000
        ;;
esac
[ "$(sql 'SELECT title FROM posts WHERE id = 1')" = hello ]
