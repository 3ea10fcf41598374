package io.twinstream.migration.scan

import io.twinstream.api.{AppliesTo, Job, PortInput, StructuredTwin}
import io.twinstream.jobs.accesslog.AccessLogJob
import io.twinstream.jobs.fleetwatch.FleetWatchJob
import io.twinstream.jobs.fraudscore.FraudScoreJob
import io.twinstream.jobs.wordcount.WordCountJob
import io.twinstream.migration.scan.PortSources.{begin, compileJava, filled, of}
import io.twinstream.{TempFolder, TwinSession}
import java.lang.invoke.MethodHandles
import java.nio.file.{Files, Path, Paths}
import java.util.{List => JList}
import org.apache.spark.sql.{Dataset, Encoders, Row}
import org.scalatest.funsuite.AnyFunSuite

/** The ports that `scan --port` begins for our stateless jobs, filled in, pass `compare`. */
final class FilledPortSuite extends AnyFunSuite {
  private val ours = Paths.get(sys.env("TWINSTREAM_TARGET"), "classes/io/twinstream/jobs")
  private val data = Paths.get(sys.env("TWINSTREAM_HOME"))
  private val imports =
    """import static org.apache.spark.sql.functions.*;
      |import io.twinstream.jobs.engine.FraudModel;
      |import org.apache.spark.api.java.function.*;
      |import org.apache.spark.ml.feature.VectorAssembler;
      |import org.apache.spark.sql.Encoders;
      |import org.apache.spark.sql.expressions.Window;
      |""".stripMargin

  private def flatMapped(bean: String, records: String): String =
    s"""step1.as(Encoders.STRING()).flatMap(
       |        (FlatMapFunction<String, $bean>) line -> $records.iterator(),
       |        Encoders.bean($bean.class)).toDF()""".stripMargin

  /** @param wrong
    *   a step, and what a careless person might make of it
    */
  private case class Filling[R](job: Job[R], provider: Class[_], wrong: (Int, String), steps: (Int, String)*)

  private val fillings = Seq[Filling[_]](
    Filling(
      WordCountJob.JOB,
      classOf[WordCountJob],
      4 -> "step3", // reduced in each partition alone
      2 -> """step1.as(Encoders.STRING()).mapPartitions(
             |        (MapPartitionsFunction<String, CountedWord>) lines -> WordTally.of(lines).iterator(),
             |        Encoders.bean(CountedWord.class)).toDF()""".stripMargin,
      3 -> """step2.select("word", "count")""",
      4 -> """step3.groupBy("word").agg(sum("count").as("count"))""",
      5 -> "step4"
    ),
    Filling(
      AccessLogJob.JOB,
      classOf[AccessLogJob],
      8 -> """step7.withColumn("rank", lit(1))""", // all are first
      2 -> flatMapped("Subject", "AccessLog.subjects(line)"),
      3 -> """step2.withColumn("n", lit(1L))""",
      4 -> """step3.groupBy("kind", "name").agg(sum("n").as("count"))""",
      5 -> """step4.withColumn("rank", lit(0))""",
      6 -> """step5.where("kind = 'status'")""",
      7 -> """step5.where("kind = 'endpoint'")""",
      8 -> """step7.withColumn("rank", row_number().over(Window.orderBy(desc("count"), asc("name"))))
             |        .where("rank <= 10")""".stripMargin
    ),
    Filling(
      FleetWatchJob.JOB,
      classOf[FleetWatchJob],
      4 -> """step3.groupBy("kind", "rule", "vehicle")
             |        .agg(sum("count").as("count"), min("firstAt").as("firstAt"),
             |            first("fastestMicros").as("fastestMicros"))""".stripMargin, // not the fastest
      2 -> flatMapped("FleetAlert", "FleetWatch.alerts(line, FleetRules.STANDARD)"),
      3 -> "step2",
      4 -> """step3.groupBy("kind", "rule", "vehicle")
             |        .agg(sum("count").as("count"), min("firstAt").as("firstAt"),
             |            max("fastestMicros").as("fastestMicros"))""".stripMargin,
      5 -> "step4"
    ),
    Filling(
      FraudScoreJob.JOB,
      classOf[FraudScoreJob],
      4 -> """step3.groupBy("card")
             |        .agg(count("cents").as("transactions"), sum("cents").as("totalCents"),
             |            max("cents").as("greatestCents"), count("country").as("countries"))""".stripMargin, // not distinct
      2 -> flatMapped("Transaction", "Transaction.of(line)"),
      3 -> "step2",
      4 -> """step3.groupBy("card")
             |        .agg(count("cents").as("transactions"), sum("cents").as("totalCents"),
             |            max("cents").as("greatestCents"), countDistinct("country").as("countries"))""".stripMargin,
      5 -> """FraudModel.of(null).transform(
             |        new VectorAssembler()
             |            .setInputCols(new String[] {"transactions", "total", "greatest", "countries"})
             |            .setOutputCol("features")
             |            .transform(
             |                step4.selectExpr("*", "totalCents / 100D AS total", "greatestCents / 100D AS greatest")))
             |        .withColumn("scoreMillionths", floor(FraudModel.probability().multiply(1e6).plus(0.5)))
             |        .selectExpr("*", "scoreMillionths >= 500000 AS fraud")""".stripMargin
    )
  )

  private def skeleton(filling: Filling[_], folder: Path): Path = {
    val classes = ours.resolve(filling.provider.getPackageName.split('.').last)
    val file = of(begin(Seq(classes), folder), "TopologyPort.java").head
    Files.writeString(file, Files.readString(file).replaceFirst("\nimport ", s"\n${imports}import "))
  }

  /** Compiles a port into the job's own package, whose classes it uses. */
  private def port[R](filling: Filling[R], source: String, file: Path, out: Path): StructuredTwin[R] = {
    compileJava(Seq(Files.writeString(file, source)), Files.createDirectories(out))
    val name = file.getFileName.toString.stripSuffix(".java")
    val compiled = out.resolve(s"${filling.provider.getPackageName.replace('.', '/')}/$name.class")
    val lookup = MethodHandles.privateLookupIn(filling.provider, MethodHandles.lookup())
    val outputs =
      lookup.defineClass(Files.readAllBytes(compiled)).getMethod("outputs", classOf[Dataset[_]])
    new StructuredTwin[R] {
      override def appliesTo(): AppliesTo = AppliesTo.MICRO_BATCH
      override def topology(in: PortInput): Dataset[R] =
        outputs
          .invoke(null, in.lines().select("value"))
          .asInstanceOf[JList[Dataset[Row]]]
          .get(0)
          .as(Encoders.bean(filling.job.rowType))
    }
  }

  private def isEqual[R](filling: Filling[R], port: StructuredTwin[R]): Boolean =
    TempFolder.use { folder =>
      val recording = Files.readString(data.resolve(filling.job.recording))
      val result = TwinSession.compareRecording(filling.job, recording, folder, port = Some(port))
      info(result.text.linesIterator.next())
      result.isEqual
    }

  private def check[R](filling: Filling[R]): Unit =
    TempFolder.use { folder =>
      TwinSession.session // the model is trained in it
      val file = skeleton(filling, folder.resolve("port"))
      val skeletonText = Files.readString(file)
      val right = filled(skeletonText, filling.steps: _*)
      val careless = filled(
        skeletonText.replace("TopologyPort", "TopologyCareless"),
        filling.steps.filter(_._1 != filling.wrong._1) :+ filling.wrong: _*
      )
      val carelessFile = file.resolveSibling(file.getFileName.toString.replace("Port", "Careless"))
      assert(isEqual(filling, port(filling, right, file, folder.resolve("right"))))
      assert(!isEqual(filling, port(filling, careless, carelessFile, folder.resolve("careless"))))
    }

  for (filling <- fillings)
    test(s"${filling.job.name}: filled in it is equal, with one careless step not")(check(filling))
}
