package io.twinstream.migration.scan.python;

import java.util.List;

/**
 * What a call gets for a parameter.
 *
 * @param constants the texts and numbers that it may be, as the source has them; of a collection
 *     its elements, of a dictionary its keys
 * @param isKnown whether it can be nothing else
 * @param isNone whether it is {@code None} and nothing else
 */
public record PythonArgument(List<String> constants, boolean isKnown, boolean isNone) {}
