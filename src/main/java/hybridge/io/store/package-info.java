/** The library on SQLite or PostgreSQL; the desk's journal; files. */
package hybridge.io.store;
