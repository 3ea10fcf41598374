/** HTML pages that carry their style, their charts and their data inside them. */
package io.twinstream.report;
