package io.twinstream.migration.move

import io.twinstream.{ScalaLine, TempFolder, TwinSession}
import io.twinstream.migration.inspect.{Checkpoints, DStreamCheckpoint, Fixtures}
import io.twinstream.savepoint.SourcePosition
import io.twinstream.ends.OpenSources
import java.nio.file.attribute.FileTime
import java.nio.file.{Files, Path}
import java.util.{Collections, Optional, OptionalLong, TreeMap}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** What the plan of a classic checkpoint says that the new run will lack, or do again. */
class DStreamPlanSuite extends AnyFunSuite {
  private def read(folder: Path) =
    Checkpoints.read(folder.toString, new Configuration).asInstanceOf[DStreamCheckpoint]

  private lazy val fixture = Fixtures.use("spark-3.5")(read)
  private val newest = 1795202280000L

  private def plan(checkpoint: DStreamCheckpoint) = DStreamPlan.of(checkpoint, new Configuration)

  private def warnings(checkpoint: DStreamCheckpoint) = plan(checkpoint).cut.warnings.asScala

  /** An application without state, of that input. */
  private def withInput(input: DStreamCheckpoint.Input) =
    Changed.of(
      Changed.of(fixture, "states", Collections.emptyList),
      "inputs",
      Collections.singletonList(input)
    )

  private def input(kind: String) =
    new DStreamCheckpoint.Input(0, kind, "", new TreeMap, new TreeMap, new TreeMap, new TreeMap)

  test("window(): its contents are not copied") {
    ScalaLine.assumeKryoOf212()
    def operator(number: Int, kind: String, details: Seq[String], parents: DStreamCheckpoint.Operator*) =
      new DStreamCheckpoint.Operator(
        number,
        kind,
        s"at App.java:$number",
        details.asJava,
        false,
        parents.asJava
      )
    val window = operator(2, "WindowedDStream", Seq("window 6,000 ms, slide 2,000 ms"))
    val graph = Changed.of(fixture, "outputs", List(operator(1, "ForEachDStream", Nil, window)).asJava)
    val told =
      warnings(graph).filter(_.startsWith("window-2 (at App.java:2, window 6,000 ms, slide 2,000 ms)"))
    assert(told.exists(_.contains("the contents of its window are not copied")), warnings(graph))
  }

  test("newer files that cannot be read: what their batches read is uncertain too") {
    ScalaLine.assumeKryoOf212()
    Fixtures.use("spark-3.5") { folder =>
      for (name <- Seq(s"checkpoint-$newest", s"checkpoint-$newest.bk"))
        Files.write(folder.resolve(name), Files.readAllBytes(folder.resolve(name)).take(4000))
      val cut = plan(read(folder)).cut
      assert(cut.newestBatch == newest && cut.behindMillis == newest - cut.batch)
      val told = cut.warnings.asScala.filter(_.startsWith(s"checkpoint-$newest cannot be read"))
      assert(told.exists(_.contains(s"batches after batch ${newest - 1000}")), cut.warnings)
    }
  }

  test("a receiver: nothing is said only where no block is left") {
    def told(blocks: Option[Seq[DStreamCheckpoint.Received.Block]], unread: Option[String] = None) = {
      val log =
        blocks.map(all => new DStreamCheckpoint.Received(all.asJava, Optional.ofNullable(unread.orNull)))
      val checkpoint = Changed.of(withInput(input("receiver")), "received", Optional.ofNullable(log.orNull))
      warnings(checkpoint)
    }
    def block(number: Long, isLogged: Boolean, batch: OptionalLong) =
      new DStreamCheckpoint.Received.Block(0, number, OptionalLong.of(100), isLogged, batch)
    val counted = block(1, true, OptionalLong.of(newest))
    assert(told(None).exists(_.contains("there is no log of its blocks")))
    assert(told(Some(Seq(counted))).isEmpty && told(Some(Nil)).isEmpty)
    val logged = told(Some(Seq(counted, block(2, true, OptionalLong.empty))))
    assert(logged.exists(_.contains("1 block (100 records) received, in no batch")))
    assert(logged.exists(_.contains("start the old application once more and stop it gracefully")))
    assert(
      told(Some(Seq(block(2, false, OptionalLong.empty)))).exists(_.contains("in memory only and are lost"))
    )
    assert(told(Some(Seq(block(2, true, OptionalLong.of(newest + 1000))))).size == 1)
    assert(told(Some(Nil), Some("log-1-2: damaged")).exists(_.contains("log-1-2: damaged")))
  }

  private def file(folder: Path, name: String, modified: Long): Path = {
    val file = TempFolder.write(folder.resolve(name), s"$name\n")
    Files.setLastModifiedTime(file, FileTime.fromMillis(modified))
  }

  /** An application that stopped now, and remembers one minute of the directory. */
  private def stopped(directory: String, now: Long, read: String*): DStreamCheckpoint = {
    val files = new TreeMap[java.lang.Long, java.util.List[String]]
    files.put(now - 60000, read.asJava)
    files.put(now, Collections.emptyList[String])
    val details = new TreeMap[String, String]
    details.put("directory", directory)
    val info = Changed.of(Changed.of(input("files"), "details", details), "files", files)
    val checkpoint = Changed.of(withInput(info), "pending", Collections.emptyList)
    Changed.of(checkpoint, "checkpointTime", Long.box(now))
  }

  /** The time of the file system, which may stand still for some milliseconds. */
  private def later(folder: Path, than: Long): Long = {
    def now(): Long = {
      val file = TempFolder.write(folder.resolve("clock"), "")
      Files.getAttribute(file, "unix:ctime").asInstanceOf[FileTime].toMillis
    }
    Iterator.continually(now()).find(_ > than).get
  }

  private def names(paths: java.util.Set[String]) = paths.asScala.map(_.split('/').last).toSet

  /** What a port reads that begins from there. */
  private def read(in: Path, folder: Path, position: SourcePosition): Set[String] = {
    val source = OpenSources.files(in.toString)
    source.startAt(Collections.singletonList(position))
    val query = source
      .structured(TwinSession.session)
      .writeStream
      .format("memory")
      .queryName("files_of_plan")
      .option("checkpointLocation", folder.resolve("port").toString)
      .start()
    try query.processAllAvailable()
    finally query.stop()
    TwinSession.session.table("files_of_plan").collect.map(_.getAs[String]("value")).toSet
  }

  test("files: what is moved in after the savepoint is new, whatever its time") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      val hour = 3600000L
      val begin = System.currentTimeMillis
      file(in, "forgotten", begin - hour)
      file(in, "remembered", begin - 60000)
      val now = later(folder, begin)
      later(folder, now)
      val checkpoint = stopped(in.toString, now, s"file:$in/remembered")
      val position = plan(checkpoint).sources.get(0)
      assert(names(position.files) == Set("forgotten", "remembered") && position.filesBeforeMillis == 0)
      assert(warnings(checkpoint).isEmpty)
      file(in, "moved-in", begin - hour)
      assert(read(in, folder, position) == Set("moved-in"))
    }
  }

  test("files: what was moved in between the stop and the savepoint is read, and said") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      val begin = System.currentTimeMillis
      file(in, "forgotten", begin - 3600000)
      val now = later(folder, begin)
      later(folder, now)
      file(in, "moved-in", begin - 3600000)
      val position = plan(stopped(in.toString, now)).sources.get(0)
      assert(names(position.files) == Set("forgotten"))
      assert(names(position.uncertainFiles) == Set("moved-in"))
      assert(read(in, folder, position) == Set("moved-in"))
    }
  }

  test("files: where nothing tells when files came, those that may be new are named") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      val now = System.currentTimeMillis
      later(folder, now)
      // As in a copy of the directory, every name is younger than the application's end.
      file(in, "one", now - 3600000)
      file(in, "two", now - 3600000)
      val checkpoint = stopped(in.toString, now)
      val position = plan(checkpoint).sources.get(0)
      assert(names(position.files) == Set("one", "two") && position.uncertainFiles.isEmpty)
      assert(
        warnings(checkpoint).exists(told =>
          told.contains("2 files with times before") && told.contains("(one, two)")
        )
      )
    }
  }

  test("files: a directory that is not there is told, and its files go by their time") {
    val now = System.currentTimeMillis
    val checkpoint = stopped("/no/such/directory", now)
    assert(plan(checkpoint).sources.get(0).filesBeforeMillis == now - 61000)
    assert(warnings(checkpoint).exists(_.contains("cannot be listed (there is no such directory)")))
  }
}
