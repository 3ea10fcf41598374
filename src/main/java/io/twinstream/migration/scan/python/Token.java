package io.twinstream.migration.scan.python;

/**
 * A token of Python source.
 *
 * @param kind what it is
 * @param text as the source has it; of a string its contents, escapes not replaced
 * @param line where it begins, from 1
 */
record Token(Kind kind, String text, int line) {

  enum Kind {
    NAME,
    NUMBER,
    STRING,
    /** A string whose braces hold expressions. */
    FORMATTED,
    OPERATOR,
    NEWLINE,
    INDENT,
    DEDENT,
    /** What is no token of Python; the text says why. */
    ERROR,
    END
  }

  boolean is(String operatorOrWord) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME) && text.equals(operatorOrWord);
  }

  boolean is(Kind other) {
    return kind == other;
  }
}
