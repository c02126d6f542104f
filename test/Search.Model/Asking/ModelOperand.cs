namespace Carewright.Search.Model.Asking;

/// <summary>One alternative of a condition, as it was meant and not as it is written.</summary>
public abstract record ModelOperand
{
    /// <summary>The operand as it stands in a query string, escaped (FHIR R4 search.html#escaping).</summary>
    public abstract string Write();

    /// <summary>The text with the four characters that mean something escaped.</summary>
    protected static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new System.Text.StringBuilder();
        foreach (var c in text)
            escaped.Append(c is '\\' or '|' or ',' or '$' ? $"\\{c}" : $"{c}");
        return escaped.ToString();
    }
}

/// <summary>A truth: the operand of <c>:missing</c>.</summary>
public sealed record TruthOperand(bool Value) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => Value ? "true" : "false";
}

/// <summary><c>code</c> (no system given), <c>|code</c> (empty system), <c>system|code</c>, <c>system|</c> (no code).</summary>
public sealed record TokenOperand(string? System, string? Code) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => System is null ? Escape(Code!) : $"{Escape(System)}|{Escape(Code ?? "")}";
}

/// <summary>The operand of <c>:of-type</c>.</summary>
public sealed record TypedIdentifierOperand(string System, string Code, string Value) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => $"{Escape(System)}|{Escape(Code)}|{Escape(Value)}";
}

/// <summary>A text: of a string, a URI, a reference, a value set, or words.</summary>
public sealed record TextOperand(string Text) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => Escape(Text);
}

/// <summary>A date or a number with its prefix, empty for none.</summary>
public sealed record RangeOperand(string Prefix, string Text) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => Prefix + Text;
}

/// <summary>A number with its prefix and unit; a null system and code: any unit.</summary>
public sealed record QuantityOperand(string Prefix, string Text, string? System, string? Code) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => System is null && Code is null ? Prefix + Text : $"{Prefix}{Text}|{Escape(System ?? "")}|{Escape(Code ?? "")}";
}

/// <summary>Parts of a composite.</summary>
public sealed record CompositeOperand(IReadOnlyList<ModelOperand> Parts) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => string.Join('$', Parts.Select(part => part.Write()));
}

/// <summary>A place and a distance in kilometres.</summary>
public sealed record PlaceOperand(string Latitude, string Longitude, string Kilometres) : ModelOperand
{
    /// <inheritdoc/>
    public override string Write() => $"{Latitude}|{Longitude}|{Kilometres}|km";
}
