/** The ends data comes from, each for both engines. */
package io.twinstream.source;
