using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Profiles;

/// <summary>What one step of a discriminator path does.</summary>
internal enum DiscriminatorStepKind : byte
{
    /// <summary>Goes to the children of a name.</summary>
    Child,

    /// <summary>Goes to the extensions of a url.</summary>
    Extension,

    /// <summary>Goes to what a reference points to.</summary>
    Resolve,

    /// <summary>Keeps what is of a type.</summary>
    OfType,
}

/// <summary>One step.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">Name, url or type.</param>
/// <param name="Name">For a child: the name resolved.</param>
internal readonly record struct DiscriminatorStep(DiscriminatorStepKind Kind, string Text, ElementName Name = default);

/// <summary>The restricted FHIRPath of discriminators: names, <c>$this</c>, <c>extension(url)</c>, <c>resolve()</c>, <c>ofType(T)</c> (FHIR R4 profiling.html#discriminator).</summary>
internal static class DiscriminatorPath
{
    /// <summary>The steps; null when the path says anything else.</summary>
    public static DiscriminatorStep[]? Parse(string path)
    {
        var steps = new List<DiscriminatorStep>();
        foreach (var part in Split(path))
        {
            if (part is "$this" or "")
                continue;
            if (ToStep(part) is not { } step)
                return null;
            steps.Add(step);
        }
        return [.. steps];
    }

    private static DiscriminatorStep? ToStep(string part)
    {
        if (part == "resolve()")
            return new DiscriminatorStep(DiscriminatorStepKind.Resolve, part);
        if (Argument(part, "extension") is { } url)
            return new DiscriminatorStep(DiscriminatorStepKind.Extension, url.Trim('\'', '"'));
        if ((Argument(part, "ofType") ?? Argument(part, "as")) is { } type)
            return new DiscriminatorStep(DiscriminatorStepKind.OfType, type.Replace("FHIR.", "", StringComparison.Ordinal));
        var name = part.EndsWith("[x]", StringComparison.Ordinal) ? part[..^3] : part;
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? new DiscriminatorStep(DiscriminatorStepKind.Child, name, FhirModel.R4.ResolveName(name)) : null;
    }

    private static string? Argument(string part, string function) =>
        part.StartsWith(function + "(", StringComparison.Ordinal) && part.EndsWith(')') ? part[(function.Length + 1)..^1].Trim() : null;

    /// <summary>At full stops outside of parentheses: urls have some.</summary>
    private static IEnumerable<string> Split(string path)
    {
        var (start, depth) = (0, 0);
        for (var at = 0; at < path.Length; at++)
        {
            depth += path[at] == '(' ? 1 : path[at] == ')' ? -1 : 0;
            if (path[at] != '.' || depth > 0)
                continue;
            yield return path[start..at].Trim();
            start = at + 1;
        }
        yield return path[start..].Trim();
    }
}
