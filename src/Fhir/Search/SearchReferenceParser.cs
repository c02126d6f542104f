using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>
/// Reads a reference operand: <c>id</c>, <c>Type/id</c>, an absolute URL, a <c>urn:</c> or a canonical with <c>|version</c> (FHIR R4
/// search.html#reference). A bare id stands for one alternative per
/// type that the parameter can refer to, so that whoever compares needs only equality.
/// </summary>
internal sealed class SearchReferenceParser(FhirModel model)
{
    public void Parse(SearchParameterDefinition parameter, string? modifierType, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        if (!SearchEscapes.TryDecode(piece, out var decoded))
        {
            // A canonical's own bar need not be escaped, so the piece is taken whole.
            problems.Value("A backslash stands only before ',', '|', '$' or another backslash.");
            return;
        }
        var text = ReferenceText.WithoutVersion(decoded);
        if (text.Contains(':'))
        {
            if (modifierType is null)
                Add(parameter, text, operands);
            else
                problems.Value($"':{modifierType}' is for an id; an absolute reference names its type itself.");
            return;
        }
        var slash = text.IndexOf('/');
        var id = slash < 0 ? text : text[(slash + 1)..];
        var type = slash < 0 ? modifierType : text[..slash];
        if (!ReferenceText.IsId(id) || (type is not null && !SearchKinds.IsResourceType(model, type)))
            problems.Value("A reference is written id, Type/id, or as an absolute URL.");
        else if (modifierType is not null && type != modifierType)
            problems.Value($"':{modifierType}' and the type in the value differ.");
        else if (type is not null)
            Add(parameter, type + "/" + id, operands);
        else
            foreach (var target in SearchKinds.TargetsOf(model, parameter).Order(StringComparer.Ordinal))
                Add(parameter, target + "/" + id, operands);
    }

    private static void Add(SearchParameterDefinition parameter, string text, List<SearchOperand> operands) =>
        operands.Add(new SearchOperand(SearchPrefix.Equal, SearchValues.Of(parameter, SearchKind.Reference) with { Text = text }, null));
}
