using Carewright.Fhir.Path;
using Carewright.Kernel;
using Carewright.Mapping.Linked;
using Carewright.Mapping.Writing.Running;

namespace Carewright.Mapping.Writing.Linked;

/// <summary>Reads where a value is from: a path of elements, a text, <c>fhirpath "..."</c>, or a function. Expressions are held against the FHIR type that they run over.</summary>
internal sealed class FillSourceParser(List<Issue> issues)
{
    private const int MostDepth = 8;

    /// <summary>A source.</summary>
    /// <param name="reader">The line.</param>
    /// <param name="type">The FHIR type it runs over; null when that is not known.</param>
    public FillSource Parse(TokenReader reader, string? type) => Parse(reader, type, 0);

    /// <summary>An expression where no text can stand: a word is a path, a text is an expression.</summary>
    public MapExpression? Expression(TokenReader reader, string? type) => Compile(reader, reader.Take().Text, type);

    private FillSource Parse(TokenReader reader, string? type, int depth)
    {
        if (reader.Next.IsQuoted)
            return new TextSource(reader.Take().Text);
        if (reader.Takes("fhirpath"))
            return Compile(reader, reader.Take().Text, type) is { } calculated ? new ExpressionSource(calculated, false) : new TextSource("");
        if (WritingFunctions.Find(reader.Next.Text) is { } function)
            return Call(reader, function, type, depth);
        return Compile(reader, reader.Take().Text, type) is { } path ? new ExpressionSource(path, true) : new TextSource("");
    }

    private FillSource Call(TokenReader reader, (int Least, int Most, WritingFunction Function) function, string? type, int depth)
    {
        var name = reader.Take().Text;
        var arguments = new List<FillSource>();
        if (depth > MostDepth)
            reader.Fail("Functions stand too deep in one another.");
        reader.Expect("(");
        while (!reader.IsAtEnd && !reader.Next.Is(")"))
        {
            arguments.Add(Parse(reader, type, depth + 1));
            reader.Takes(",");
        }
        reader.Expect(")");
        if (arguments.Count < function.Least || arguments.Count > function.Most)
            reader.Fail($"{name} takes {function.Least} to {function.Most} arguments.");
        return new CallSource(function.Function, [.. arguments]);
    }

    private MapExpression? Compile(TokenReader reader, string text, string? type)
    {
        try
        {
            var expression = FhirPathExpression.Compile(text);
            foreach (var wrong in type is null ? [] : expression.Check(type).Where(issue => issue.Code == FhirPathErrors.UnknownElement))
                issues.Add(MapIssues.Target(reader.Place, wrong.Message));
            return new MapExpression(expression, reader.Place);
        }
        catch (FhirPathException problem)
        {
            reader.Fail($"This is no FHIRPath expression: {problem.Message}");
            return null;
        }
    }
}
