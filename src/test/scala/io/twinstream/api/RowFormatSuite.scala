package io.twinstream.api

import io.twinstream.RuleTier
import io.twinstream.jobs.wordcount.CountedWord
import java.util.Arrays.asList
import org.apache.spark.sql.RowFactory
import org.apache.spark.sql.catalyst.expressions.GenericRowWithSchema
import org.apache.spark.sql.types.StructType
import org.scalatest.funsuite.AnyFunSuite

/** Rows of every kind that a job may have are written alike. */
@RuleTier
class RowFormatSuite extends AnyFunSuite {
  private val format = new RowFormat(asList("word"), asList("count"))

  private val ofSpark =
    new GenericRowWithSchema(Array[Any]("a", 3L), StructType.fromDDL("word STRING, count BIGINT"))

  for (
    (kind, row) <- Seq(
      "a bean" -> new CountedWord("a", 3),
      "a case class" -> CaseWord("a", 3),
      "a Row" -> ofSpark
    )
  )
    test(s"$kind is a row") {
      assert(format.toJsonLine(row, 5) == """{"batch":5,"word":"a","count":3}""")
      assert(format.toTextLine(row) == "a\t3")
    }

  test("a column that a row has not is said") {
    val other = new RowFormat(asList("word"), asList("sum"))
    assert(intercept[IllegalArgumentException](other.toTextLine(CaseWord("a", 3))).getMessage.contains("sum"))
  }

  test("a Row without names is no row") {
    intercept[Exception](format.toTextLine(RowFactory.create("a", java.lang.Long.valueOf(3))))
  }
}

final case class CaseWord(word: String, count: Long)
