package io.twinstream.ends

import io.twinstream.RuleTier
import java.nio.charset.StandardCharsets.UTF_8
import org.scalacheck.Gen
import org.scalatest.funsuite.AnyFunSuite
import org.scalatestplus.scalacheck.ScalaCheckPropertyChecks

@RuleTier
class StorableTextSuite extends AnyFunSuite with ScalaCheckPropertyChecks {
  private val pair = "\ud83d\ude00"
  private val halves = Seq(
    ("a\ud83d", "a\ufffd"),
    ("\ude00a", "\ufffda"),
    ("\ud83d\ud83d\ude00", s"\ufffd$pair"),
    (s"$pair\u20ac", s"$pair\u20ac"),
    ("", "")
  )

  test("half a surrogate pair becomes U+FFFD, a whole one stays") {
    for ((text, expected) <- halves) {
      assert(StorableText.wellFormed(text) == expected)
      assert(StorableText.ofColumn(text) == expected)
    }
  }

  test("NUL becomes U+FFFD for a column alone") {
    assert(StorableText.wellFormed("a\u0000") == "a\u0000")
    assert(StorableText.ofColumn("a\u0000") == "a\ufffd")
  }

  test("a text that fits is itself, to the byte") {
    for (text <- Seq("", "a" * 100, "\u20ac" * 33 + "a", pair * 25)) {
      assert(StorableText.shortened(text, 100) == text)
      assert(StorableText.ofKey(text, 100) == text)
      assert(StorableText.shortened(text + "b", 100) != text + "b" || text.isEmpty)
    }
  }

  test("one that does not is its beginning and the hash of all of it") {
    val hash = "#" + java.security.MessageDigest
      .getInstance("SHA-256")
      .digest(("a" * 101).getBytes("UTF-16BE"))
      .take(16)
      .map(byte => f"$byte%02x")
      .mkString
    assert(StorableText.shortened("a" * 101, 100) == "a" * 67 + hash)
  }

  test("the beginning does not cut a pair in two") {
    assert(StorableText.beginning(s"a$pair", 2) == "a")
    assert(StorableText.beginning(s"a$pair", 3) == s"a$pair")
    assert(StorableText.beginning(pair, 0) == "")
    assert(StorableText.beginning("abc", 2) == "ab")
  }

  private val texts =
    Gen.listOf(Gen.oneOf("a", "\u0000", "\ufffd", "\ud83d", "\ude00", "\u20ac", "#")).map(_.mkString)

  test("any two keys stay two, fit, and can be held") {
    forAll(texts, texts) { (one, other) =>
      val keys = Seq(one, other).map(StorableText.ofKey(_, 60))
      assert((keys.head == keys(1)) == (one == other))
      for (key <- keys) {
        assert(key.getBytes(UTF_8).length <= 60 && !key.contains('\u0000'))
        assert(new String(key.getBytes(UTF_8), UTF_8) == key)
      }
    }
  }
}
