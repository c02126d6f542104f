using Carewright.Fhir.Path;
using Carewright.Mapping.Values;

namespace Carewright.Mapping.Linked;

/// <summary>Reads where a value is from: a path, a text, <c>ref LABEL [where PATH is PATH]</c>, <c>fhirpath "..."</c>, or a function. Every path read here is told.</summary>
internal static class SourceParser
{
    public static Source Parse(TokenReader reader, Action<CellPath> read)
    {
        if (reader.Next.IsQuoted)
            return new ConstantSource(reader.Take().Text);
        if (reader.Takes("ref"))
            return Reference(reader, read);
        if (reader.Takes("fhirpath"))
            return Calculated(reader);
        if (MapFunctions.Find(reader.Next.Text) is { } function)
            return Function(reader, function, read);
        var path = reader.TakePath();
        read(path);
        return new PathSource(path);
    }

    private static ReferenceSource Reference(TokenReader reader, Action<CellPath> read)
    {
        var label = reader.Take().Text;
        var pairs = new List<(CellPath, CellPath)>();
        if (reader.Takes("where"))
        {
            do
            {
                var there = reader.TakePath();
                reader.Expect("is");
                var here = reader.TakePath();
                read(here);
                pairs.Add((there, here));
            }
            while (reader.Takes(","));
        }
        return new ReferenceSource(label, [.. pairs]);
    }

    private static Source Calculated(TokenReader reader)
    {
        var text = reader.Take();
        try
        {
            return new CalculatedSource(FhirPathExpression.Compile(text.Text));
        }
        catch (FhirPathException problem)
        {
            reader.Fail($"This is no FHIRPath expression: {problem.Message}");
            return new ConstantSource("");
        }
    }

    private static Source Function(TokenReader reader, (int Least, int Most, MapFunction Function) function, Action<CellPath> read)
    {
        var name = reader.Take().Text;
        var arguments = new List<Argument>();
        reader.Expect("(");
        while (!reader.IsAtEnd && !reader.Next.Is(")"))
        {
            arguments.Add(reader.Next.IsQuoted ? new Argument(null, reader.Take().Text) : new Argument(Path(reader, read), null));
            reader.Takes(",");
        }
        reader.Expect(")");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            reader.Fail($"{name} takes {function.Least} to {function.Most} arguments.");
        if (name is "lines" or "data" or "text-data" && arguments.Count > 0 && arguments[^1].Path is null)
            reader.Fail($"{name} reads a place, not a text.");
        if (name is "authority" && arguments.Count is 1 or 2 && arguments[0].Path is null)
            reader.Fail("authority reads a place.");
        return new FunctionSource(function.Function, [.. arguments]);
    }

    private static CellPath Path(TokenReader reader, Action<CellPath> read)
    {
        var path = reader.TakePath();
        read(path);
        return path;
    }
}
