package io.twinstream.api;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what {@code scan} shall not count, in a method or in a whole class and those within it. An
 * annotation of that name in any package will do, so that an application needs no dependency.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface AcceptedInScan {
  /** Returns APIs as findings have them, or {@code risk:} and a risk; {@code *} is any text. */
  String[] value() default "*";

  /** Returns why; one that is empty accepts nothing. */
  String reason();
}
