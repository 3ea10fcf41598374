/** Several sources read as one. */
package io.twinstream.ends.union;
