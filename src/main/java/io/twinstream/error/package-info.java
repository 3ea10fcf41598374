/** Errors and exit codes that every package shares. */
package io.twinstream.error;
