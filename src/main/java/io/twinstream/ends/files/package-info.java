/** Files of a folder, read and written. */
package io.twinstream.ends.files;
