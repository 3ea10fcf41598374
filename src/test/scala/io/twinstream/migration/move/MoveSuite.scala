package io.twinstream.migration.move

import io.twinstream.{TempFolder, TwinSession}
import io.twinstream.cli.Cli
import io.twinstream.error.UserError
import io.twinstream.migration.RunningWords
import io.twinstream.migration.inspect.Fixtures
import io.twinstream.api.Engine
import io.twinstream.savepoint.{OffsetRange, PartitionOffset, SourcePosition, TopicPartition}
import io.twinstream.ends.OpenSources
import io.twinstream.ends.recording.{Recording, RecordingSource}
import java.nio.file.{Files, Path}
import java.nio.file.attribute.FileTime
import java.util.{Collections, Optional, TreeMap, TreeSet}
import org.apache.hadoop.conf.Configuration
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** A job goes on in another engine, or in the same with other classes, where it was stopped. */
class MoveSuite extends AnyFunSuite {

  /** Batch n has the word `sum` n times. */
  private def sums(from: Int, to: Int): Seq[Seq[String]] = (from to to).map(n => Seq.fill(n)("sum"))

  /** Until the classic state of batch 10 is named by a checkpoint, which is that of a later batch. */
  private val settled = Seq.fill(2)(Seq("end"))

  private def save(checkpoint: Path, out: Path): Path = {
    SavepointMaker
      .of(checkpoint.toString, new Configuration)
      .write(out.toString, Optional.empty(), TwinSession.session)
    out
  }

  for (before <- Engine.values; after <- Engine.values)
    test(s"1 to 10 are 55 on $before; moved to $after and fed 11 to 20 they are 210") {
      TempFolder.use { folder =>
        val first = RunningWords.run(before, sums(1, 10) ++ settled, folder.resolve("before"))
        assert(first == Map("sum" -> 55, "end" -> 2))
        val savepoint = save(folder.resolve("before"), folder.resolve("savepoint"))
        val totals =
          RunningWords.run(after, sums(11, 20) ++ settled, folder.resolve("after"), Some(savepoint))
        assert(totals("sum") == 210)
        // What came in is in the new checkpoint: the way back, or a second move, needs no more.
        val second = save(folder.resolve("after"), folder.resolve("second"))
        assert(
          RunningWords.run(before, sums(21, 21), folder.resolve("last"), Some(second))("sum") == 231
        )
      }
    }

  test("a word that came in and is not in the input is kept, and is not written") {
    TempFolder.use { folder =>
      val batches = Seq.fill(12)(Seq("kept and"))
      RunningWords.run(Engine.DSTREAM, batches, folder.resolve("before"))
      val savepoint = save(folder.resolve("before"), folder.resolve("savepoint"))
      for (engine <- Engine.values) {
        val after = folder.resolve(s"after-$engine")
        assert(
          RunningWords.run(engine, Seq.fill(12)(Seq("and ~or")), after, Some(savepoint)) == Map("and" -> 22)
        )
        assert(
          io.twinstream.savepoint.Savepoints
            .read(TwinSession.session, save(after, folder.resolve(s"second-$engine")).toString)
            .saved
            .values(TwinSession.session, "total")
            .collect
            .map(row => row.getString(0) -> row.getLong(1))
            .toMap == Map(
            "kept" -> 10,
            "and" -> (if (engine == Engine.DSTREAM) 20 else 22)
          ) // cut at batch 10 or 12
        )
      }
    }
  }

  private def position(
      kind: String,
      files: Seq[String] = Seq.empty,
      before: Long = 0,
      again: Seq[String] = Seq.empty
  ): SourcePosition =
    new SourcePosition(
      0,
      kind,
      new TreeMap[String, String],
      if (kind == "kafka") Seq(new PartitionOffset(new TopicPartition("t", 0), 5)).asJava
      else Collections.emptyList[PartitionOffset],
      Collections.emptyList[OffsetRange],
      new TreeSet(files.asJava),
      before,
      new TreeSet(again.asJava)
    )

  private def file(folder: Path, name: String, modified: Long): Unit = {
    Files.setLastModifiedTime(
      TempFolder.write(folder.resolve(name), s"$name\n"),
      FileTime.fromMillis(modified)
    )
    ()
  }

  test("files: those that were read are not read again, by name or, long ago, by time") {
    TempFolder.use { folder =>
      val in = Files.createDirectory(folder.resolve("in"))
      file(in, "read", 5000)
      file(in, "forgotten", 1000)
      file(in, "uncertain", 1000)
      file(in, "new", 6000)
      val source = OpenSources.files(in.toString)
      source.startAt(
        Seq(position("files", Seq(s"file:/elsewhere/read"), 2000, Seq("file:/elsewhere/uncertain"))).asJava
      )
      val query = source
        .structured(TwinSession.session)
        .writeStream
        .format("memory")
        .queryName("moved_files")
        .option("checkpointLocation", folder.resolve("checkpoint").toString)
        .start()
      try query.processAllAvailable()
      finally query.stop()
      val read = TwinSession.session.table("moved_files").collect.map(_.getAs[String]("value")).toSet
      assert(read == Set("uncertain", "new"))
    }
  }

  test("a source that cannot take over what was read is refused") {
    TempFolder.use { folder =>
      val recording = new RecordingSource(
        Recording.open(TempFolder.write(folder.resolve("r"), "0\ta\n"), TwinSession.interval)
      )
      for (
        (source, kind) <- Seq(recording -> "kafka", recording -> "files", OpenSources.files("x") -> "kafka")
      ) {
        val error = intercept[UserError](source.startAt(Seq(position(kind)).asJava))
        assert(error.getMessage.contains(s"the savepoint was taken in the middle of $kind"))
      }
      recording.startAt(Seq(position("socket")).asJava)
    }
  }

  test("run: what is no savepoint, and that of another job, are refused") {
    Fixtures.use("spark-4.1") { folder =>
      def run(job: String) =
        Cli.run(
          Seq("run", job, "--engine", "structured", "--source", "socket:localhost:1") ++
            Seq("--from-savepoint", folder.resolveSibling("savepoint").toString): _*
        )
      assert(
        run("running-word-count") == ((
          2,
          s"twinstream: savepoint ${folder.resolveSibling("savepoint")}: has no savepoint.json: give a folder that 'twinstream savepoint' wrote\n"
        ))
      )
      SavepointMaker
        .of(folder.toString, new Configuration)
        .write(folder.resolveSibling("savepoint").toString, Optional.of("word-count"), TwinSession.session)
      val (exit, text) = run("running-word-count")
      assert(exit == 2 && text.contains("is of word-count, not of running-word-count"))
    }
  }
}
