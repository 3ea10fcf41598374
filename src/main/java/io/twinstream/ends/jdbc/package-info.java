/** Tables of a database, written in transactions. */
package io.twinstream.ends.jdbc;
