/** What the folders of the single ends share, and how their specifications are read. */
package io.twinstream.ends;
