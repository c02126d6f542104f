using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Validation;

namespace Carewright.Fhir.Path.Functions;

/// <summary>The functions that FHIR adds (FHIR R4 fhirpath.html#functions).</summary>
internal static class FhirFunctions
{
    private const string StructureDefinitions = "http://hl7.org/fhir/StructureDefinition/";

    public static IEnumerable<PathFunction> All =>
    [
        new("extension", 1, 1, "Extension", Extension),
        new("hasValue", 0, 0, "System.Boolean", static _ => HasValue),
        new("getValue", 0, 0, "", static _ => GetValue),
        new("conformsTo", 1, 1, "System.Boolean", static call => ConformsTo(call.Argument(0))),
        new("checkModifiers", 0, 16, "=", CheckModifiers),
        new("htmlChecks", 0, 0, "System.Boolean", static _ => HtmlChecks),
    ];

    private static PathStep Extension(PathCall call)
    {
        PathOperation url = call.Argument(0);
        ElementName extension = call.Compiler.Model.ResolveName("extension"), urlName = call.Compiler.Model.ResolveName("url");
        byte[]? constant = call.Syntax.Arguments[0] is LiteralSyntax { Value: { Kind: FhirPathKind.String } literal } ? Encoding.UTF8.GetBytes(literal.StringValue) : null;
        return (evaluation, start) =>
        {
            int end = evaluation.Top;
            byte[]? wanted = constant;
            if (wanted is null)
            {
                url(evaluation);
                wanted = evaluation.TakeString(end, out string text) ? Encoding.UTF8.GetBytes(text) : null;
            }

            for (int i = start; i < end && wanted is not null; i++)
            {
                foreach (Element child in evaluation[i].Element.Children(extension))
                {
                    evaluation.Step();
                    if (child.Child(urlName).ValueEquals(wanted))
                    {
                        evaluation.Push(FhirPathValue.Of(child));
                    }
                }
            }

            evaluation.Settle(start, end);
        };
    }

    private static void HasValue(Evaluation evaluation, int start)
    {
        bool has = evaluation.Top == start + 1 && (evaluation[start].IsElement ? evaluation[start].Element.HasValue : evaluation[start].Kind != FhirPathKind.TypeInfo);
        evaluation.Return(start, has);
    }

    private static void GetValue(Evaluation evaluation, int start)
    {
        bool single = evaluation.Top == start + 1;
        FhirPathValue value = default;
        bool has = single && (!evaluation[start].IsElement || evaluation[start].Element.HasValue) && evaluation[start].TryGetSystemValue(out value);
        evaluation.Top = start;
        if (has)
        {
            evaluation.Push(value);
        }
    }

    // The profile of a base type asks for that type; any other needs the context's answer.
    private static PathStep ConformsTo(PathOperation profile) => (evaluation, start) =>
    {
        bool hasInput = evaluation.TakeSingle(start, out FhirPathValue item);
        profile(evaluation);
        if (!evaluation.TakeString(start, out string url) || !hasInput)
        {
            return;
        }

        string canonical = url.Split('|')[0];
        TypeDefinition? type = canonical.StartsWith(StructureDefinitions, StringComparison.Ordinal) ? evaluation.Model.FindType(canonical[StructureDefinitions.Length..]) : null;
        bool conforms = type is not null
            ? item.IsElement && item.Element.Type?.IsSubtypeOf(type) == true
            : evaluation.Context.Conformance?.Invoke(item.Element, url) ?? throw Evaluation.Error(FhirPathErrors.Unavailable, $"The profile {url} is not at hand.");
        evaluation.Push(FhirPathValue.Of(conforms));
    };

    private static PathStep CheckModifiers(PathCall call)
    {
        PathOperation[] allowed = [.. Enumerable.Range(0, call.Syntax.Arguments.Count).Select(call.Argument)];
        return (evaluation, start) =>
        {
            int end = evaluation.Top;
            var urls = new List<string>();
            foreach (PathOperation operation in allowed)
            {
                operation(evaluation);
                if (evaluation.TakeString(end, out string url))
                {
                    urls.Add(url);
                }
            }

            for (int i = start; i < end; i++)
            {
                foreach (Element extension in evaluation[i].Element.Children("modifierExtension"))
                {
                    string url = extension.Child("url").GetString() ?? "";
                    if (!urls.Contains(url))
                    {
                        throw Evaluation.Error(FhirPathErrors.Unavailable, $"The modifier extension {url} is not understood.");
                    }
                }
            }
        };
    }

    private static void HtmlChecks(Evaluation evaluation, int start)
    {
        if (evaluation.TakeSingle(start, out FhirPathValue item))
        {
            evaluation.Push(FhirPathValue.Of(item.TryGetString(out string html) && NarrativeXhtml.IsAcceptable(html)));
        }
    }
}
