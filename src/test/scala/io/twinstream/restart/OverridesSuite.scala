package io.twinstream.restart

import io.twinstream.RuleTier
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.{Files, Paths}
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class OverridesSuite extends AnyFunSuite {
  private def refused(key: String, value: String = "x"): String =
    intercept[UserError](Overrides.of(Map(key -> value).asJava)).getMessage

  for (
    (key, why) <- Seq(
      "spark.master" -> "takes it from the launch",
      "spark.ui.port" -> "takes it from the launch",
      "spark.submit.deployMode" -> "takes it from the launch",
      "spark.driver.memory" -> "the driver's JVM has begun with it",
      "spark.serializer" -> "the state in the checkpoint was written with it",
      "spark.kryo.registrator" -> "the state in the checkpoint was written with it",
      "spark.io.compression.codec" -> "the state in the checkpoint was written with it",
      "spark.streaming.checkpoint.directory" -> "is the one of this call",
      "spark.streaming.batchDuration" -> "the batch interval is part of the checkpointed graph",
      "spark.streaming.batch.interval" -> "the batch interval is part of the checkpointed graph",
      "spark.streaming.fileStream.minRememberDuration" -> "keep what they began with"
    )
  ) test(s"$key is refused with its reason") {
    val message = refused(key)
    assert(message.startsWith(s"setting $key: cannot be changed here: ") && message.contains(why))
  }

  test("what is no setting of Spark is refused, and one without a value") {
    assert(refused("executor.memory").contains("names begin with spark."))
    assert(refused("spark.executor.memory", null).contains("has no value"))
  }

  test("the page shows the call as the program in the tests has it") {
    def read(file: String) = new String(Files.readAllBytes(Paths.get(sys.env("TWINSTREAM_HOME"), file)), UTF_8)
    val page = read("src/site/markdown/classic-restart.md")
    val shown = "(?s)```java\\n(.*?)```".r.findFirstMatchIn(page).get.group(1)
    val program = "meter-totals/src/main/java/com/cyberdyne/meters/MeterTotalsWith.java"
    assert(read(s"src/test/fixtures/foreign/$program").replaceAll("(?m)^    ", "").contains(shown))
  }

  test("those that are not so already are changes") {
    val asked = Overrides.of(
      Map("spark.executor.memory" -> "2g", "spark.kryoserializer.buffer.max" -> "1g", "spark.app.name" -> "a").asJava
    )
    val settings = Map("spark.executor.memory" -> "1g", "spark.app.name" -> "a")
    assert(
      asked.beside(settings.asJava).asScala ==
        Map("spark.executor.memory" -> "2g", "spark.kryoserializer.buffer.max" -> "1g")
    )
  }
}
