using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>What a SearchParameter says of itself fits together (FHIR R4 searchparameter.html).</summary>
internal static class SearchParameterRules
{
    private const string Spec = "FHIR R4 searchparameter.html";

    public static void Check(Element parameter, ValidationRun run)
    {
        if (parameter.Child("type").ValueEquals("composite"u8) && parameter.Children("component").Count() < 2)
            run.Report(parameter, IssueTypes.BusinessRule, "VAL-SEARCH-COMPOSITE", "A composite parameter has two components at least.", Spec);
        var bases = parameter.Children("base").Select(item => item.GetString()).OfType<string>().ToArray();
        DerivedFrom(parameter, bases, run);
        if (parameter.Child("expression") is { HasValue: true } expression)
            Expression(expression, bases, run);
    }

    private static void DerivedFrom(Element parameter, string[] bases, ValidationRun run)
    {
        if (parameter.Child("derivedFrom").GetString() is not { } canonical
            || FhirModel.R4.SearchParameters.FirstOrDefault(known => known.Url == canonical.Split('|')[0]) is not { } general)
            return;
        foreach (var type in bases.Where(type => !general.Bases.Any(allowed => FhirModel.R4.FindType(allowed) is { } wide && FhirModel.R4.FindType(type)?.IsSubtypeOf(wide) == true)))
            run.Report(parameter, IssueTypes.BusinessRule, "VAL-SEARCH-BASE", $"{type} is no base of the parameter from which this one is derived.", Spec);
    }

    /// <summary>The expression compiles, and some part of it is about each base.</summary>
    private static void Expression(Element expression, string[] bases, ValidationRun run)
    {
        try
        {
            var compiled = FhirPathExpression.Compile(expression.GetString()!);
            foreach (var type in bases.Where(type => FhirModel.R4.FindType(type) is { IsAbstract: false }))
                if (compiled.Check(type).Count > 0 && !compiled.Text.Contains(type + ".", StringComparison.Ordinal))
                    run.Report(expression, IssueTypes.Invalid, "VAL-SEARCH-EXPRESSION", $"The expression does not fit the base {type}.", Spec);
        }
        catch (FhirPathException exception)
        {
            // Other engines have functions beyond those of the specification.
            var severity = exception.Code == FhirPathErrors.UnknownFunction ? IssueSeverity.Warning : IssueSeverity.Error;
            run.Report(expression, IssueTypes.Invalid, "VAL-SEARCH-EXPRESSION", $"The expression cannot be compiled ({exception.Code}).", Spec, severity);
        }
    }
}
