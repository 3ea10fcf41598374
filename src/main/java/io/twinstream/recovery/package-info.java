/** What a checkpoint holds beside Spark's files, and whether a run can continue from it. */
package io.twinstream.recovery;
