/** The demonstrations, each with its report. */
package io.twinstream.local.demo;
