/**
 * Savepoints as data: asked by SQL, changed into new ones, compared, checked, listed and disposed
 * of; and state for them that a program kept in a database or in files.
 */
package io.twinstream.migration.move.data;
