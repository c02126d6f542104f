using Carewright.Fhir.Definitions;

namespace Carewright.Fhir.Search;

/// <summary>Reads the value of a parameter into its comma-separated alternatives.</summary>
internal sealed class SearchOperandParser(FhirModel model, TimeProvider clock)
{
    /// <summary>Alternatives of one criterion after expansion. A longer list belongs in several searches.</summary>
    private const int MaxAlternatives = 10_000;

    private readonly SearchRangeParser _ranges = new(clock);
    private readonly SearchReferenceParser _references = new(model);

    /// <summary>The alternatives; null when there are none to use, with the problems told.</summary>
    public IReadOnlyList<SearchOperand>? Parse(
        SearchParameterDefinition parameter, SearchModifier modifier, string? modifierType, string value, SearchIssues problems)
    {
        var operands = new List<SearchOperand>();
        foreach (var piece in SearchEscapes.Split(value, ','))
        {
            if (operands.Count > MaxAlternatives)
            {
                problems.TooCostly($"More than {MaxAlternatives} alternatives.");
                return null;
            }
            if (piece.Length == 0)
                problems.Value(value.Length == 0 ? "The parameter has no value." : "An alternative between commas is empty.");
            else
                ParseOne(parameter, modifier, modifierType, piece, operands, problems);
        }
        return problems.HasErrors ? null : operands;
    }

    private void ParseOne(
        SearchParameterDefinition parameter, SearchModifier modifier, string? modifierType, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        switch (modifier)
        {
            case SearchModifier.Missing:
                Missing(parameter, piece, operands, problems);
                break;
            case SearchModifier.In or SearchModifier.NotIn:
                if (TryDecode(piece, problems, out var valueSet))
                    operands.Add(Operand(SearchValues.Of(parameter, SearchKind.Token) with { Text = valueSet }));
                break;
            case SearchModifier.Above or SearchModifier.Below when SearchKinds.Of(parameter) == SearchKind.Token:
                Concept(parameter, modifier, piece, operands, problems);
                break;
            case SearchModifier.Identifier:
                Token(parameter, piece, operands, problems);
                break;
            case SearchModifier.OfType:
                OfType(parameter, piece, operands, problems);
                break;
            case SearchModifier.Text:
                Text(parameter, SearchKind.Token, modifier, piece, operands, problems);
                break;
            default:
                ParseKind(parameter, SearchKinds.Of(parameter)!.Value, modifier, modifierType, piece, operands, problems);
                break;
        }
    }

    private void ParseKind(
        SearchParameterDefinition parameter, SearchKind kind, SearchModifier modifier, string? modifierType, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        switch (kind)
        {
            case SearchKind.Token:
                Token(parameter, piece, operands, problems);
                break;
            case SearchKind.String:
                Text(parameter, SearchKind.String, modifier, piece, operands, problems);
                break;
            case SearchKind.Reference:
                _references.Parse(parameter, modifierType, piece, operands, problems);
                break;
            case SearchKind.Uri:
                if (TryDecode(piece, problems, out var uri))
                    operands.Add(Operand(SearchValues.Of(parameter, SearchKind.Uri) with { Text = uri }));
                break;
            case SearchKind.Date or SearchKind.Number or SearchKind.Quantity:
                _ranges.Parse(parameter, kind, piece, operands, problems);
                break;
            case SearchKind.Composite:
                Composite(parameter, piece, operands, problems);
                break;
            default:
                SearchPositionParser.Parse(parameter, piece, operands, problems);
                break;
        }
    }

    private static void Missing(SearchParameterDefinition parameter, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        if (piece is "true" or "false")
            operands.Add(Operand(SearchValues.Of(parameter, SearchKinds.Of(parameter)!.Value) with { Text = piece }));
        else
            problems.Value("':missing' must be true or false.");
    }

    private static void Token(SearchParameterDefinition parameter, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var parts = SearchEscapes.Split(piece, '|');
        if (parts.Count > 2 || (parts.Count == 2 && parts[0].Length == 0 && parts[1].Length == 0))
            problems.Value("A token is written code, system|code, |code or system|.");
        else if (parts.Count == 1 && TryDecode(parts[0], problems, out var bare))
            operands.Add(Operand(SearchValues.Of(parameter, SearchKind.Token) with { Text = bare }));
        else if (parts.Count == 2 && TryDecode(parts[0], problems, out var system) && TryDecode(parts[1], problems, out var code))
            operands.Add(Operand(SearchValues.Of(parameter, SearchKind.Token) with { System = system, Text = code.Length == 0 ? null : code }));
    }

    private static void Concept(SearchParameterDefinition parameter, SearchModifier modifier, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var parts = SearchEscapes.Split(piece, '|');
        if (parts.Count != 2 || parts.Exists(part => part.Length == 0))
            problems.Value($"':{modifier.ToString().ToLowerInvariant()}' is written system|code: only a code system knows what stands above and below.");
        else
            Token(parameter, piece, operands, problems);
    }

    private static void OfType(SearchParameterDefinition parameter, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var parts = SearchEscapes.Split(piece, '|');
        if (parts.Count != 3 || parts.Exists(part => part.Length == 0))
            problems.Value("':of-type' is written system|code|value, none of them empty.");
        else if (TryDecode(parts[0], problems, out var system) && TryDecode(parts[1], problems, out var code) && TryDecode(parts[2], problems, out var value))
            operands.Add(Operand(SearchValues.Of(parameter, SearchKind.Token) with { System = system, Display = code, Text = value }));
    }

    private static void Text(
        SearchParameterDefinition parameter, SearchKind kind, SearchModifier modifier, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        if (!TryDecode(piece, problems, out var text))
            return;
        if (modifier != SearchModifier.Exact && SearchText.Fold(text).Length == 0)
            problems.Value("Nothing is left to compare once punctuation and white space are ignored; ':exact' compares them.");
        else
            operands.Add(Operand(SearchValues.Of(parameter, kind) with { Text = text }));
    }

    private void Composite(SearchParameterDefinition parameter, string piece, List<SearchOperand> operands, SearchIssues problems)
    {
        var components = SearchComponents.Of(parameter);
        var parts = SearchEscapes.Split(piece, '$');
        if (parts.Count != components.Count || parts.Exists(part => part.Length == 0))
        {
            problems.Value($"'{parameter.Code}' is written with {components.Count} values joined by '$'.");
            return;
        }
        var combinations = new List<SearchOperand[]> { Array.Empty<SearchOperand>() };
        for (var i = 0; i < parts.Count; i++)
        {
            var alternatives = new List<SearchOperand>();
            ParseKind(components[i].Parameter, components[i].Kind, SearchModifier.None, null, parts[i], alternatives, problems);
            var component = i + 1;
            combinations = [.. combinations.SelectMany(done => alternatives.Select(next =>
                (SearchOperand[])[.. done, next with { Value = next.Value with { Parameter = parameter, Component = component } }])).Take(MaxAlternatives + 1)];
        }
        operands.AddRange(combinations.Where(_ => !problems.HasErrors).Select(parts => new SearchOperand(SearchPrefix.Equal, SearchValues.Of(parameter, SearchKind.Composite), parts)));
    }

    private static SearchOperand Operand(in SearchValue value) => new(SearchPrefix.Equal, value, null);

    internal static bool TryDecode(string piece, SearchIssues problems, out string decoded)
    {
        if (SearchEscapes.TryDecode(piece, out decoded))
            return true;
        problems.Value("A backslash stands only before ',', '|', '$' or another backslash.");
        return false;
    }
}
