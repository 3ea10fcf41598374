package io.twinstream.migration.inspect

import io.twinstream.TempFolder
import java.nio.file.{Files, Path, StandardOpenOption}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The log that Spark's tracker of received blocks writes, read without Spark. */
class ReceivedBlocksSuite extends AnyFunSuite {

  private def read(checkpoint: Path): DStreamCheckpoint.Received = {
    val path = new org.apache.hadoop.fs.Path(checkpoint.toString)
    ReceivedBlocksReader.read(path, path.getFileSystem(new Configuration)).get
  }

  private def left(blocks: DStreamCheckpoint.Received, input: Int, batch: Long) =
    blocks.after(input, batch).asScala.map(each => (each.number, each.records.getAsLong, each.isLogged))

  for (isBatching <- Seq(true, false))
    test(s"blocks that a batch has, and those that none has; batching $isBatching") {
      TempFolder.use { folder =>
        val tracker = new BlockTracker(folder, isBatching)
        try {
          tracker.add(0, 1, 10, true)
          tracker.add(1, 1, 11, true)
          tracker.allocate(1000)
          tracker.add(0, 2, 20, true)
          tracker.allocate(2000)
          tracker.add(0, 3, 30, true)
          tracker.add(1, 2, 21, false)
        } finally tracker.close()
        val blocks = read(folder)
        assert(!blocks.unread.isPresent)
        assert(left(blocks, 0, 2000) == Seq((3, 30, true)))
        assert(left(blocks, 0, 1000).toSet == Set((2, 20, true), (3, 30, true)))
        assert(left(blocks, 1, 2000) == Seq((2, 21, false)))
      }
    }

  test("a record that was cut off was not acknowledged; a damaged one is told") {
    TempFolder.use { folder =>
      val tracker = new BlockTracker(folder, false)
      try tracker.add(0, 1, 10, true)
      finally tracker.close()
      val log = Fixtures.below(folder).find(_.getFileName.toString.startsWith("log-")).get
      Files.deleteIfExists(log.resolveSibling(s".${log.getFileName}.crc"))
      Files.write(log, Array[Byte](0, 0, 0, 9, 1), StandardOpenOption.APPEND)
      assert(!read(folder).unread.isPresent && left(read(folder), 0, 0) == Seq((1, 10, true)))
      Files.write(log, Array.fill[Byte](40)(1), StandardOpenOption.APPEND)
      assert(read(folder).unread.isPresent)
    }
  }
}
