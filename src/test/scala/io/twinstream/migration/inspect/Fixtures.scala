package io.twinstream.migration.inspect

import io.twinstream.TempFolder
import java.nio.file.{Files, Path, Paths}
import scala.collection.JavaConverters._

/** Checkpoints that are kept: see src/test/fixtures/checkpoints. */
object Fixtures {

  def use[A](name: String)(body: Path => A): A = TempFolder.use { folder =>
    body(copy(Paths.get(getClass.getResource(name).toURI), folder.resolve("moved")))
  }

  def copy(from: Path, to: Path): Path = {
    for (each <- below(from)) {
      val target = to.resolve(from.relativize(each).toString)
      Files.createDirectories(target.getParent)
      Files.copy(each, target)
    }
    to
  }

  def below(folder: Path): Seq[Path] = {
    val all = Files.walk(folder)
    try all.iterator.asScala.filter(Files.isRegularFile(_)).toList.sorted
    finally all.close()
  }

  /** What a file of a graph holds. */
  def decompressed(file: Path): Array[Byte] = {
    val in = Files.newInputStream(file)
    try Compression.decompress(in).content.readAllBytes
    finally in.close()
  }

  /** Every file with its time and its bytes. */
  def contents(folder: Path): Seq[(Path, Long, Seq[Byte])] =
    below(folder).map(file =>
      (file, Files.getLastModifiedTime(file).toMillis, Files.readAllBytes(file).toSeq)
    )
}
