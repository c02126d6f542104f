using Carewright.Fhir.Definitions;
using Carewright.Fhir.Path;

namespace Carewright.Fhir.Tests.Path;

/// <summary>Every expression that the published definitions contain compiles.</summary>
public sealed class DefinitionExpressionTests
{
    [Fact]
    public void Every_search_parameter_expression_compiles()
    {
        SearchParameterDefinition[] parameters = [.. FhirModel.R4.SearchParameters.Where(parameter => !string.IsNullOrEmpty(parameter.Expression))];
        string[] failures = [.. parameters.Select(parameter => Failure(parameter.Url, parameter.Expression!)).OfType<string>()];
        string[] components = [.. parameters.SelectMany(parameter => parameter.Components).Select(component => Failure(component.Expression, component.Expression)).OfType<string>()];
        Assert.True(parameters.Length > 1_000, $"only {parameters.Length} expressions");
        Assert.Empty(failures.Concat(components));
    }

    [Fact]
    public void Every_invariant_compiles()
    {
        InvariantDefinition[] invariants = [.. FhirModel.R4.Types.SelectMany(type => type.Invariants.Concat(type.Elements.SelectMany(element => element.Invariants))).DistinctBy(invariant => invariant.Key + invariant.Expression)];
        Assert.True(invariants.Length > 200, $"only {invariants.Length} invariants");
        Assert.Empty(invariants.Select(invariant => Failure(invariant.Key, invariant.Expression)).OfType<string>());
    }

    // Published with R4 and wrong there: they name elements that the type does not have.
    private static readonly Dictionary<string, string> s_wrong = new()
    {
        ["cid-0"] = "ChargeItemDefinition has no name",
        ["evv-1"] = "EvidenceVariable.characteristic has no definitionId, definitionByTypeAndValue or definitionByCombination",
    };

    [Fact]
    public void The_strict_check_accepts_the_invariants_of_the_types_they_are_written_for()
    {
        string[] findings = [.. FhirModel.R4.Types
            .SelectMany(type => type.Invariants.Select(invariant => (type.Name, Invariant: invariant)))
            .Where(pair => !s_wrong.ContainsKey(pair.Invariant.Key))
            .SelectMany(pair => FhirPathExpression.Compile(pair.Invariant.Expression).Check(pair.Name).Select(issue => $"{pair.Invariant.Key} on {pair.Name}: {issue.Message}"))];
        Assert.True(findings.Length == 0, string.Join('\n', findings));
    }

    private static string? Failure(string name, string expression)
    {
        try
        {
            FhirPathExpression.Compile(expression);
            return null;
        }
        catch (FhirPathException error)
        {
            return $"{name}: {error.Message} at {error.Position} in {expression}";
        }
    }
}
