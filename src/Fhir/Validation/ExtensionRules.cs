using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Profiles;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>Extensions against their definitions (FHIR R4 extensibility.html, defining-extensions.html): known, in a place that is allowed, and what they say they are.</summary>
internal static class ExtensionRules
{
    private const string Spec = "FHIR R4 extensibility.html#Extension";
    private static readonly ElementName s_url = FhirModel.R4.ResolveName("url");

    public static void Check(Element extension, ProfileWalk walk, ValidationRun run)
    {
        // Without a scheme it is a part of the extension around, whose definition says what it is.
        if (extension.Child(s_url) is not { HasValue: true } url || !PrimitiveRules.IsAbsolute(url.GetUtf8()))
            return;
        var canonical = url.GetString()!;
        var isModifier = extension.Definition is { Name: "modifierExtension" };
        if (walk.Extension(canonical) is not { } profile)
        {
            Unknown(extension, canonical, isModifier, run);
            return;
        }
        var warned = run.OnlyWarns;
        run.OnlyWarns |= IsDefinition(extension.Resource.Type) && canonical.StartsWith(BaseSnapshots.Prefix, StringComparison.Ordinal);
        if (isModifier != profile.IsModifier)
            run.Report(
                extension, IssueTypes.Structure, "VAL-EXTENSION-MODIFIER",
                profile.IsModifier ? "The extension changes meaning, so it must be a modifierExtension." : "The extension does not change meaning, so it cannot be a modifierExtension.", Spec);
        if (profile.Context is { IsAnywhere: false } context && !IsAllowed(extension.Parent, context, run))
            run.Report(extension, IssueTypes.Structure, "VAL-EXTENSION-CONTEXT", $"The extension {canonical} cannot be used here; it is defined for {Places(context)}.", "FHIR R4 defining-extensions.html#context");
        walk.Apply(extension, profile);
        run.OnlyWarns = warned;
    }

    /// <summary>
    /// A StructureDefinition, ValueSet and the like. What R4 publishes about extensions of these is narrower than its own use of them (places left out, codes of
    /// working groups that have come since), and HL7 has widened it in packages of their own; against what R4 says it can only be warned.
    /// </summary>
    private static bool IsDefinition(TypeDefinition? type) => type?.FindElement("url") is not null && type.FindElement("status") is not null;

    private static void Unknown(Element extension, string url, bool isModifier, ValidationRun run)
    {
        if (isModifier && run.Options.UnderstoodModifiers.Contains(url))
            return;
        if (isModifier)
            run.Report(extension, IssueTypes.NotFound, "VAL-EXTENSION-MODIFIER-UNKNOWN", $"The modifier extension {url} is not known, so what holds it cannot be understood.", "FHIR R4 extensibility.html#modifierExtension");
        else if (run.Options.UnknownExtensions is { } severity)
            run.Report(extension, IssueTypes.NotFound, "VAL-EXTENSION-UNKNOWN", $"The definition of the extension {url} is not at hand.", Spec, IsOfLaterRelease(url) ? IssueSeverity.Information : severity);
    }

    /// <summary>HL7 goes on defining extensions for R4 outside of R4; an address there is no mistake.</summary>
    private static bool IsOfLaterRelease(string url) =>
        url.StartsWith("http://hl7.org/fhir/StructureDefinition/", StringComparison.Ordinal) || url.StartsWith("http://hl7.org/fhir/tools/", StringComparison.Ordinal)
        || (url.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal) && url.Contains(".0/StructureDefinition/extension-", StringComparison.Ordinal));

    private static bool IsAllowed(Element holder, ExtensionContext context, ValidationRun run)
    {
        foreach (var place in context.Elements)
            if (ElementPlaces.Is(holder, place))
                return true;
        foreach (var url in context.Extensions)
            if (holder.Type?.Name == "Extension" && holder.Child(s_url).GetString() == url.Split('#')[0])
                return true;
        foreach (var expression in context.Expressions)
            if (IsSelected(holder, expression, run))
                return true;
        return false;
    }

    private static bool IsSelected(Element holder, string expression, ValidationRun run)
    {
        try
        {
            var resource = holder.Resource;
            foreach (var item in FhirPathExpression.Compile(expression).Evaluate(run.Context(resource, resource, resource)))
                if (item.IsElement && item.Element == holder)
                    return true;
            return false;
        }
        catch (FhirPathException)
        {
            // A context that cannot be evaluated forbids nothing.
            return true;
        }
    }

    private static string Places(ExtensionContext context) => string.Join(", ", context.Elements.Concat(context.Extensions).Concat(context.Expressions));
}
