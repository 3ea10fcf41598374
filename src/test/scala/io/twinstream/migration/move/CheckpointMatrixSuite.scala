package io.twinstream.migration.move

import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, StateRecords}
import io.twinstream.{LongRun, TempFolder}
import java.net.URLClassLoader
import java.nio.file.{Files, Path, Paths}
import javax.tools.ToolProvider
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** Checkpoints that the Spark of this build writes in each way it has: with each codec, by each serializer,
  * state compressed or not. Each batch adds two to a and one to b, so that a state's batch says what is in
  * it.
  */
class CheckpointMatrixSuite extends AnyFunSuite {

  private final case class Way(codec: String, serializer: String, compress: Boolean, rddCompress: Boolean) {
    val name: String = s"$codec,$serializer,$compress,$rddCompress"
  }

  private val all = for {
    codec <- Seq("lz4", "lzf", "snappy", "zstd")
    serializer <- Seq("Java", "Kryo", "registrator")
    compress <- Seq(true, false)
    rddCompress <- Seq(true, false)
  } yield Way(codec, serializer, compress, rddCompress)

  /** Each codec, with each serializer once at least. */
  private val some = Seq(
    Way("lz4", "Java", compress = true, rddCompress = true),
    Way("lzf", "Kryo", compress = true, rddCompress = false),
    Way("snappy", "registrator", compress = true, rddCompress = false),
    Way("zstd", "Kryo", compress = false, rddCompress = true)
  )

  private def source =
    Paths.get(sys.env("TWINSTREAM_HOME"), "src/test/fixtures/checkpoints/matrix/Matrix.java").toString

  /** Has the checkpoints made by a process of its own, whose classes are in no class path here. */
  private def check(ways: Seq[Way]): Unit = TempFolder.use { folder =>
    val classes = Files.createDirectory(folder.resolve("classes"))
    val classPath = sys.props("java.class.path")
    val options = Seq("-d", classes.toString, "-cp", classPath, "-nowarn", "-proc:none", source)
    assert(ToolProvider.getSystemJavaCompiler.run(null, null, null, options: _*) == 0)
    val log = folder.resolve("log").toFile
    val opens = s"@${Paths.get(sys.env("TWINSTREAM_HOME"), "conf/jvm.options")}"
    val command =
      Seq(s"${sys.props("java.home")}/bin/java", opens, "-Xmx512m", "-cp", s"$classes:$classPath", "Matrix")
    val exit = new ProcessBuilder(command ++ (folder.toString +: ways.map(_.name)): _*)
      .redirectErrorStream(true)
      .redirectOutput(log)
      .start()
      .waitFor()
    assert(exit == 0, Files.readAllLines(log.toPath).asScala.takeRight(30).mkString("\n"))
    val before = Thread.currentThread.getContextClassLoader
    val loader = new URLClassLoader(Array(classes.toUri.toURL), before)
    Thread.currentThread.setContextClassLoader(loader)
    try for (way <- ways) withClue(way.name)(checkRead(way, folder.resolve(way.name)))
    finally {
      Thread.currentThread.setContextClassLoader(before)
      loader.close()
    }
  }

  private def checkRead(way: Way, folder: Path): Unit = {
    val read = Checkpoints.read(folder.toString, new Configuration).asInstanceOf[DStreamCheckpoint]
    assert((read.codec, read.isKryo) == ((way.codec, way.serializer != "Java")))
    assert(read.notUnderstood.isEmpty && read.unread.isEmpty)
    val states = read.states.get(0).checkpoints.asScala.filter(_.exists)
    assert(states.nonEmpty)
    for (state <- states) {
      val batches = (state.batch - read.zeroTime) / read.batchMillis
      val found = StateRows.of(read, state.path).map { row =>
        val counter = row.get(StateRecords.STATE).asInstanceOf[java.util.Map[String, AnyRef]]
        (row.get(StateRecords.KEY), counter.get("count"), counter.get("last"))
      }
      assert(
        found.toSet == Set(("a", 2 * batches, s"order-${2 * batches}"), ("b", batches, s"order-$batches"))
      )
    }
  }

  test("a codec, a serializer and a kind of state each")(check(some))

  test(s"all ${all.size} ways", LongRun)(check(all))
}
