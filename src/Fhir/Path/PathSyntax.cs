namespace Carewright.Fhir.Path;

/// <summary>A node of the parsed expression; <see cref="Position"/> is its 0-based offset, <see cref="Depth"/> the height of the tree under it.</summary>
internal abstract record PathSyntax(int Position, int Depth);

internal sealed record EmptySyntax(int Position) : PathSyntax(Position, 1);

internal sealed record LiteralSyntax(FhirPathValue Value, int Position) : PathSyntax(Position, 1);

/// <summary>%name.</summary>
internal sealed record VariableSyntax(string Name, int Position) : PathSyntax(Position, 1);

/// <summary>$this, $index or $total; after a dot when <paramref name="Source"/> is given.</summary>
internal sealed record SpecialSyntax(PathSyntax? Source, string Name, int Position) : PathSyntax(Position, 1 + (Source?.Depth ?? 0));

/// <summary>An element name; <paramref name="Source"/> is null at the start of a path.</summary>
internal sealed record MemberSyntax(PathSyntax? Source, string Name, int Position) : PathSyntax(Position, 1 + (Source?.Depth ?? 0));

/// <summary>A function call; <paramref name="Source"/> is null at the start of a path.</summary>
internal sealed record CallSyntax(PathSyntax? Source, string Name, IReadOnlyList<PathSyntax> Arguments, int Position)
    : PathSyntax(Position, 1 + Math.Max(Source?.Depth ?? 0, Arguments.Count == 0 ? 0 : Arguments.Max(argument => argument.Depth)));

internal sealed record IndexerSyntax(PathSyntax Source, PathSyntax Index, int Position) : PathSyntax(Position, 1 + Math.Max(Source.Depth, Index.Depth));

/// <summary>"-" or "+" before an operand.</summary>
internal sealed record PolaritySyntax(bool IsNegative, PathSyntax Operand, int Position) : PathSyntax(Position, 1 + Operand.Depth);

internal sealed record BinarySyntax(string Operator, PathSyntax Left, PathSyntax Right, int Position) : PathSyntax(Position, 1 + Math.Max(Left.Depth, Right.Depth));

/// <summary>"is" or "as" and a type name, as an operator.</summary>
internal sealed record TypeOperatorSyntax(string Operator, PathSyntax Operand, string TypeName, int Position) : PathSyntax(Position, 1 + Operand.Depth);

/// <summary>A key of sort() with its direction, and whether items without the key come last.</summary>
internal sealed record SortKeySyntax(PathSyntax Key, bool IsDescending, bool EmptyLast, int Position) : PathSyntax(Position, 1 + Key.Depth);
