"""Orders, kept in a file of SQLite; pages, kept in a cache beside the code."""

import pathlib
import sqlite3

from flask import Flask, request

app = Flask(__name__)
CACHE = pathlib.Path("cache/last")


def orders():
    connection = sqlite3.connect("data/orders.db")
    connection.execute("CREATE TABLE IF NOT EXISTS orders (article TEXT)")
    return connection


@app.post("/orders")
def add():
    with orders() as connection:
        connection.execute("INSERT INTO orders VALUES (?)", (request.form["article"],))
    return "added\n", 201


@app.get("/orders")
def show():
    articles = [article for (article,) in orders().execute("SELECT article FROM orders")]
    CACHE.write_text("\n".join(articles))
    return CACHE.read_text()
