package io.twinstream.endtoend

import io.twinstream.{EndToEnd, LongRun, TempFolder}
import org.scalatest.funsuite.AnyFunSuite

/** Checkpoints and savepoints on a store of the protocol of S3, by Hadoop's `s3a:`. */
@EndToEnd
class S3EndToEndSuite extends AnyFunSuite {
  private val isSpark4 = sys.env.get("TWINSTREAM_SPARK").contains("4")
  private val checkpoint = Bin.home.resolve("src/test/resources/io/twinstream/migration/inspect/spark-3.3")

  test("a checkpoint is inspected and a savepoint made, there and from there; json: is refused", LongRun) {
    assume(!isSpark4, "Hadoop 3.4 has another SDK of Amazon's, of half a gigabyte")
    TempFolder.use { folder =>
      S3.use(folder) { s3 =>
        s3.upload(checkpoint, "old")
        def run(words: String*): Bin.Result =
          Bin
            .start(
              folder,
              Seq("bin/twinstream", "--app", s3.jars.mkString(",")) ++ words,
              Map("HADOOP_CONF_DIR" -> s3.configuration.toString)
            )
            .await()
        val there = run("inspect", "s3a://twin/old", "--format", "json")
        val here = run("inspect", checkpoint.toString, "--format", "json")
        assert(there.exit == 0 && here.exit == 0, there)
        assert(there.out.replace("s3a://twin/old", checkpoint.toString) == here.out)

        val made = run("savepoint", "s3a://twin/old", "--out", "s3a://twin/savepoint")
        assert(made.exit == 0, made)
        assert(s3.keys("savepoint").exists(_.endsWith("savepoint.json")), s3.keys("savepoint"))
        assert(s3.keys("").forall(!_.contains("partial")), s3.keys(""))
        val local = folder.resolve("savepoint")
        assert(run("savepoint", checkpoint.toString, "--out", local.toString).exit == 0)
        val compared = run("savepoint", "diff", "s3a://twin/savepoint", local.toString)
        assert(compared.exit == 0, compared)

        val refused = run(
          Seq("run", "word-count", "--engine", "dstream", "--source", "socket:localhost:1") ++
            Seq("--sink", "json:s3a://twin/rows"): _*
        )
        assert(refused.exit == 2 && refused.err.contains("an object store renames a folder"), refused)
        assert(s3.keys("rows").isEmpty)
      }
    }
  }
}
