package io.twinstream.internals

import io.twinstream.{RuleTier, TempFolder}
import java.io.{DataOutputStream, EOFException, FileNotFoundException, UncheckedIOException}
import java.nio.file.{Files, Path}
import org.apache.hadoop.conf.Configuration
import org.apache.spark.SparkConf
import org.apache.spark.io.LZ4CompressionCodec
import org.apache.spark.sql.catalyst.expressions.UnsafeRow
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowWriter
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** State in files as `HDFSBackedStateStoreProvider` writes them, read in shares of any size. */
@RuleTier
class MapStoreFilesSuite extends AnyFunSuite {
  private val codec = new LZ4CompressionCodec(new SparkConf(false))

  private def row(value: Long): UnsafeRow = {
    val writer = new UnsafeRowWriter(1)
    writer.resetRowWriter()
    writer.write(0, value)
    writer.getRow.copy
  }

  /** Keys with their values in the order they were written; no value where the key was removed. */
  private def write(file: Path, changes: Seq[(Long, Option[Long])]): Unit = {
    val out = new DataOutputStream(codec.compressedOutputStream(Files.newOutputStream(file)))
    for ((key, value) <- changes) {
      val bytes = row(key).getBytes
      out.writeInt(bytes.length)
      out.write(bytes)
      value match {
        case Some(number) =>
          out.writeInt(bytes.length)
          out.write(row(number).getBytes)
        case None => out.writeInt(-1)
      }
    }
    out.writeInt(-1)
    out.close()
  }

  private def read(folder: Path, version: Long, mostRows: Int): Seq[(Long, Long)] =
    new MapStoreFiles(
      new org.apache.hadoop.fs.Path(folder.toString),
      version,
      1,
      1,
      codec,
      mostRows,
      new Configuration
    ).asScala.map(entry => (entry.getKey.getLong(0), entry.getValue.getLong(0))).toList

  private def put(keys: Seq[Long], value: Long) = keys.map(_ -> Option(value))
  private def remove(keys: Seq[Long]) = keys.map(_ -> Option.empty[Long])

  private val first = 0L until 1000L
  private val changed = 0L until 900L by 3L
  private val removed = 0L until 900L by 6L

  for (mostRows <- Seq(1 << 20, 900, 100, 1))
    test(s"the newest change of a key counts, with $mostRows rows in memory") {
      TempFolder.use { folder =>
        write(folder.resolve("1.delta"), put(first, 1))
        // A key more than once in a delta, and one that was removed comes back.
        write(folder.resolve("2.delta"), put(changed, 2) ++ remove(removed) ++ put(Seq(0L), 3))
        val after = first.map(_ -> 1L).toMap ++ changed.map(_ -> 2L) -- removed + (0L -> 3L)
        def check(version: Long, expected: Map[Long, Long]): Unit = {
          val found = read(folder, version, mostRows)
          assert(found.size == expected.size && found.toMap == expected)
        }
        check(0, Map.empty)
        check(1, first.map(_ -> 1L).toMap)
        check(2, after)
        // Behind a snapshot the deltas before it are not needed.
        write(folder.resolve("2.snapshot"), after.toSeq.map { case (key, value) => key -> Option(value) })
        write(folder.resolve("3.delta"), remove(Seq(999L)))
        Files.delete(folder.resolve("1.delta"))
        check(3, after - 999L)
        assertThrows[FileNotFoundException](
          throw intercept[UncheckedIOException](read(folder, 1, mostRows)).getCause
        )
      }
    }

  test("a file that is cut off is an error") {
    TempFolder.use { folder =>
      write(folder.resolve("1.delta"), put(first, 1))
      val bytes = Files.readAllBytes(folder.resolve("1.delta"))
      Files.write(folder.resolve("1.delta"), bytes.dropRight(bytes.length / 2))
      assertThrows[EOFException](throw intercept[UncheckedIOException](read(folder, 1, 10)).getCause)
    }
  }
}
