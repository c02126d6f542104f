using System.Collections.Frozen;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>A document Bundle holds what its Composition refers to (FHIR R4 documents.html#content).</summary>
internal static class DocumentRules
{
    private static readonly ElementName s_entry = FhirModel.R4.ResolveName("entry");
    private static readonly ElementName s_resource = FhirModel.R4.ResolveName("resource");
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");

    /// <summary>The elements of a Composition, and of its sections, whose targets the document holds.</summary>
    private static readonly FrozenSet<string> s_held = FrozenSet.Create(
        StringComparer.Ordinal,
        "Composition.subject", "Composition.encounter", "Composition.author", "Composition.custodian", "Composition.attester.party", "Composition.event.detail",
        "Composition.section.author", "Composition.section.focus", "Composition.section.entry");

    /// <summary>Checks the references of the Composition, which is the first entry.</summary>
    public static void Check(Element bundle, BundleIndex index, ValidationRun run)
    {
        var entry = bundle.Child(s_entry);
        if (entry.Child(s_resource) is not { Type.Name: "Composition" } composition)
            return;
        Check(composition, entry, index, run);
        foreach (var lost in DocumentLinks.Unreached(bundle, index))
            run.Report(
                lost, IssueTypes.Structure, "VAL-BUNDLE-UNREACHED", "Nothing links the entry to the Composition, neither from there nor to it; a document holds nothing else.", "FHIR R4 documents.html#content");
    }

    private static void Check(Element within, Element entry, BundleIndex index, ValidationRun run)
    {
        foreach (var child in within.Children())
        {
            if (child.Definition is not { } definition || child.Type is not { } type)
                continue;
            if (type.Kind == TypeKind.Backbone)
                Check(child, entry, index, run);
            else if (s_held.Contains(definition.Path) && child.Child(s_reference).GetString() is { Length: > 0 } reference && reference[0] != '#')
                Tell(child, index.Count(entry, reference), run);
        }
    }

    private static void Tell(Element reference, int found, ValidationRun run)
    {
        if (found != 1)
            run.Report(
                reference, IssueTypes.NotFound, "VAL-BUNDLE-DOCUMENT", found == 0 ? "The document does not hold what its Composition refers to." : $"The reference finds {found} resources in the document.",
                "FHIR R4 documents.html#content");
    }
}
