package io.twinstream.migration.record

import io.twinstream.{RuleTier, TempFolder}
import io.twinstream.api.InputRecord
import io.twinstream.ends.recording.Recorded
import io.twinstream.ends.recording.Recorded.TimestampType
import io.twinstream.error.UserError
import java.nio.charset.StandardCharsets.UTF_8
import java.nio.file.Files
import org.scalatest.funsuite.AnyFunSuite
import scala.collection.JavaConverters._

@RuleTier
class MaskSuite extends AnyFunSuite {
  private val hash: KeyedHash = TempFolder.use { folder =>
    KeyedHash.ofFile(Files.write(folder.resolve("key"), "0123456789abcdef".getBytes(UTF_8)))
  }

  private def bytes(text: String): Array[Byte] = if (text == null) null else text.getBytes(UTF_8)

  private def text(bytes: Array[Byte]): String = if (bytes == null) null else new String(bytes, UTF_8)

  private def record(value: String, key: String = "k"): Recorded =
    new Recorded(
      5,
      "t",
      1,
      2,
      3,
      TimestampType.CREATE_TIME,
      bytes(key),
      bytes(value),
      List(new InputRecord.Header("h", bytes("v"))).asJava
    )

  private def mask(fields: String*): Mask = Mask.of(fields.asJava, hash)

  private def h(content: String): String = hash.of(bytes(content))

  // name, masks, value, masked
  private val values = Seq(
    ("a field", Seq("user=hash"), """{"user":"ann","n":1}""", s"""{"user":"${h("ann")}","n":1}"""),
    ("a dropped field", Seq("user=drop"), """{"n":1,"user":{"a":[1,2]}}""", """{"n":1}"""),
    (
      "within an object",
      Seq("user.name=hash"),
      """{"user":{"name":"ann","id":7},"name":"b"}""",
      s"""{"user":{"name":"${h("ann")}","id":7},"name":"b"}"""
    ),
    (
      "within an array",
      Seq("users.name=hash"),
      """{"users":[{"name":"ann"},{"name":"bob"}]}""",
      s"""{"users":[{"name":"${h("ann")}"},{"name":"${h("bob")}"}]}"""
    ),
    ("objects in an array", Seq("id=drop"), """[{"id":1,"a":2},{"id":3}]""", """[{"a":2},{}]"""),
    ("a number is hashed as it is written", Seq("id=hash"), """{"id":7}""", s"""{"id":"${h("7")}"}"""),
    (
      "an object is hashed as a whole",
      Seq("o=hash"),
      """{"o": {"a" : 1}}""",
      s"""{"o":"${h("""{"a":1}""")}"}"""
    ),
    ("null stays null", Seq("a=hash"), """{"a":null}""", """{"a":null}"""),
    (
      "numbers stay as they are",
      Seq("x=drop"),
      """{"a":1.10,"b":1E+5,"c":12345678901234567890,"x":1}""",
      """{"a":1.10,"b":1E+5,"c":12345678901234567890}"""
    ),
    ("white space goes", Seq("x=drop"), "{ \"a\" : [ 1 , 2 ] }\n", """{"a":[1,2]}"""),
    ("no such field", Seq("x=drop"), """{"a":"\u00e9"}""", "{\"a\":\"\u00e9\"}"),
    ("no JSON is hashed whole", Seq("x=drop"), "ann", h("ann")),
    ("cut JSON is hashed whole", Seq("x=drop"), """{"a":1""", h("""{"a":1""")),
    ("two documents are hashed whole", Seq("x=drop"), """{"x":1} {"x":2}""", h("""{"x":1} {"x":2}""")),
    ("a tombstone", Seq("x=drop"), null, null),
    ("a column", Seq("2=hash"), "a,ann,c", s"a,${h("ann")},c"),
    ("a dropped column leaves its place", Seq("1=drop", "3=drop"), "a,b,c", ",b,"),
    ("a quoted column", Seq("2=hash"), "a,\"x,y\",\"c\"\"d\"", "a," + h("x,y") + ",\"c\"\"d\""),
    ("quotes do not count", Seq("1=hash"), "\"ann\",b", s"${h("ann")},b"),
    ("doubled quotes", Seq("1=hash"), "\"a\"\"b\"", h("a\"b")),
    ("an empty column stays empty", Seq("1=hash"), ",b", ",b"),
    ("too few columns are hashed whole", Seq("3=drop"), "a,b", h("a,b")),
    ("an open quote is hashed whole", Seq("1=drop"), "\"a,b", h("\"a,b")),
    ("something behind a quote is hashed whole", Seq("1=drop"), "\"a\"b,c", h("\"a\"b,c"))
  )

  for ((name, masks, value, masked) <- values)
    test(s"values: $name") {
      val result = mask(masks: _*).apply(record(value))
      assert(text(result.value) == masked)
      assert(text(result.key) == "k" && result.headers.size == 1 && result.partition == 1)
    }

  test("keys and headers") {
    assert(text(mask("@key=hash").apply(record("v")).key) == h("k"))
    assert(mask("@key=drop").apply(record("v")).key == null)
    assert(mask("@key=hash").apply(record("v", key = null)).key == null)
    val dropped = mask("@headers=drop").apply(record("v"))
    assert(dropped.headers.isEmpty && text(dropped.value) == "v")
  }

  test("a hash is HMAC-SHA256, and another key gives another") {
    // printf ann | openssl dgst -sha256 -hmac 0123456789abcdef
    assert(h("ann") == "fb385915a0623c0be3e7b0a7134dbb62")
    assert(KeyedHash.random().of(bytes("ann")) != KeyedHash.random().of(bytes("ann")))
  }

  test("fields that no value has are told, and how many values were hashed whole") {
    val some = mask("user=hash", "typo=drop")
    Seq("""{"user":1}""", "no JSON", "neither").foreach(value => some.apply(record(value)))
    assert(some.unseen.asScala == Seq("typo") && some.hashedWhole == 2)
  }

  private val wrong = Seq(
    (Seq("user"), "'user' is not a mask"),
    (Seq("user=blur"), "'user=blur' is not a mask"),
    (Seq("=hash"), "is not a mask"),
    (Seq("@headers=hash"), "headers can only be dropped"),
    (Seq("1=hash", "user=drop"), "1, user: columns of CSV and fields of JSON")
  )

  for ((fields, message) <- wrong)
    test(s"refused: ${fields.mkString(" ")}") {
      assert(intercept[UserError](mask(fields: _*)).getMessage.contains(message))
    }
}
