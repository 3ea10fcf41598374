package io.twinstream.ends.kafka

import io.twinstream.TempFolder
import io.twinstream.error.{ExitCode, UserError}
import java.nio.file.Path
import org.apache.kafka.clients.admin.AdminClientConfig
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

/** The file of `--kafka-properties`. */
class KafkaClientSettingsSuite extends AnyFunSuite {
  private def read(text: String)(check: (Path, Map[String, String]) => Unit): Unit =
    TempFolder.use { folder =>
      val file = TempFolder.write(folder.resolve("client.properties"), text)
      check(file, KafkaClientSettings.read(file).properties.asScala.toMap)
    }

  test("what is no secret is read, and nothing else is set") {
    read("isolation.level=read_committed\n# a remark\nretries = 3\n") { (_, properties) =>
      assert(properties == Map("isolation.level" -> "read_committed", "retries" -> "3"))
    }
    assert(KafkaClientSettings.read(null).properties.isEmpty)
  }

  private val secrets = Seq(
    "sasl.jaas.config",
    "ssl.keystore.password",
    "ssl.key.password",
    "ssl.truststore.password",
    "ssl.keystore.key",
    "ssl.keystore.certificate.chain",
    "sasl.oauthbearer.token.endpoint.url",
    "my.client.SECRET"
  )

  for (name <- secrets) {
    test(s"$name is held as a reference, which Kafka's client follows") {
      read(s"$name=s3cret\n") { (file, properties) =>
        assert(properties(name) == s"$${file:${file.toAbsolutePath}:$name}")
        assert(!properties.values.exists(_.contains("s3cret")))
        val followed = new AdminClientConfig(
          (properties + ("bootstrap.servers" -> "localhost:1")).asInstanceOf[Map[String, AnyRef]].asJava
        )
        assert(followed.originals.get(name) == "s3cret")
      }
    }
  }

  for (
    name <- Seq(
      "bootstrap.servers",
      "key.deserializer",
      "value.deserializer",
      "group.id",
      "auto.offset.reset",
      "enable.auto.commit"
    )
  ) {
    test(s"$name is set by the command line, and refused") {
      val error = intercept[UserError](read(s"$name=x\n")((_, _) => ()))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains(s"$name is set by twinstream"))
    }
  }

  test("a file that is not there, or no properties file: its content is not quoted") {
    TempFolder.use { folder =>
      val error = intercept[UserError](KafkaClientSettings.read(folder.resolve("none")))
      assert(error.exitCode == ExitCode.USAGE && error.getMessage.contains("none: cannot be read"))
    }
    val broken = intercept[UserError](read("password=s3cret\\u12\n")((_, _) => ()))
    assert(broken.exitCode == ExitCode.USAGE && !broken.getMessage.contains("s3cret"))
  }
}
