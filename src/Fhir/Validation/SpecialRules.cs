using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Search;
using Carewright.Kernel;

namespace Carewright.Fhir.Validation;

/// <summary>The rules of the types that every resource is made of: extensions, references, domain resources.</summary>
internal static class SpecialRules
{
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");
    private static readonly ElementName s_type = FhirModel.R4.ResolveName("type");

    /// <summary>Checks an element whose children have been walked.</summary>
    public static void Check(Element element, TypeRules rules, in ValidationScope scope, ValidationRun run, ValidationOptions options)
    {
        switch (rules.Special)
        {
            case TypeSpecial.Extension:
                if (options.Invariants && !NativeInvariants.Ext1(element))
                    run.Invariant(element, "ext-1", "an extension has either a value or extensions, not both");
                run.Extension(element);
                break;
            case TypeSpecial.Coding when options.WrongDisplays is { } severity:
                CodeRules.Coding(element, severity, run);
                break;
            case TypeSpecial.Reference:
                Reference(element, scope, run);
                break;
            case TypeSpecial.DomainResource when options.Invariants:
                DomainResource(element, run, options);
                break;
        }
    }

    private static void Reference(Element reference, in ValidationScope scope, ValidationRun run)
    {
        if (!NativeInvariants.Ref1(reference, scope.Container))
            run.Report(
                reference, IssueTypes.Invariant, "VAL-REFERENCE-CONTAINED", "ref-1: a reference that starts with '#' names a contained resource of the same resource.",
                "FHIR R4 references.html#contained");
        var named = reference.Child(s_type);
        var namedType = named.HasValue ? FhirModel.R4.FindType(named.GetUtf8()) : null;
        var target = TargetType(reference, scope, run) ?? namedType;
        if (target is not { IsResource: true })
            return;
        if (namedType is { IsResource: true } && !target.IsSubtypeOf(namedType))
            run.Report(
                reference, IssueTypes.Value, "VAL-REFERENCE-TYPE", $"The reference says that it points to {namedType.Name}, but points to {target.Name}.",
                "FHIR R4 references.html#Reference");
        if (scope.Rules is { Targets: { Length: > 0 } targets } rules && !IsAllowed(target, targets))
            run.Report(
                reference, IssueTypes.Value, "VAL-REFERENCE-TARGET",
                $"'{rules.Definition.Path}' may refer to {string.Join(", ", targets.Select(type => type.Name))}, not to {target.Name}.",
                "FHIR R4 references.html#Reference");
    }

    /// <summary>What the reference points to, as far as the text, the container or the Bundle around tells.</summary>
    private static TypeDefinition? TargetType(Element reference, in ValidationScope scope, ValidationRun run)
    {
        var text = reference.Child(s_reference).GetUtf8();
        if (text.IsEmpty)
            return null;
        if (text[0] == '#')
            return text.Length == 1 ? scope.Container.Type : NativeInvariants.Contained(scope.Container, text[1..]).Type;
        return ReferenceText.TypeOf(FhirModel.R4, text) ?? (text.StartsWith("urn:"u8) ? run.InBundle(reference.Child(s_reference).GetString()!).Type : null);
    }

    /// <summary>The type that the text of a reference names, or its <c>type</c>; null when neither says.</summary>
    public static TypeDefinition? TypeInText(Element reference) =>
        ReferenceText.TypeOf(FhirModel.R4, reference.Child(s_reference).GetUtf8())
        ?? (reference.Child(s_type) is { HasValue: true } named && FhirModel.R4.FindType(named.GetUtf8()) is { IsResource: true } type ? type : null);

    private static bool IsAllowed(TypeDefinition type, TypeDefinition[] targets)
    {
        foreach (var target in targets)
            if (type.IsSubtypeOf(target))
                return true;
        return false;
    }

    private static void DomainResource(Element resource, ValidationRun run, ValidationOptions options)
    {
        if (!NativeInvariants.Dom2(resource))
            run.Invariant(resource, "dom-2", "a contained resource contains no resources");
        if (!NativeInvariants.Dom3(resource))
            run.Invariant(resource, "dom-3", "a contained resource is referred to from the resource that contains it, or refers to it");
        if (!NativeInvariants.Dom4(resource))
            run.Invariant(resource, "dom-4", "a contained resource has no meta.versionId and no meta.lastUpdated");
        if (!NativeInvariants.Dom5(resource))
            run.Invariant(resource, "dom-5", "a contained resource has no security label");
        if (options.BestPractice is { } severity && !NativeInvariants.Dom6(resource))
            run.Invariant(resource, "dom-6", "a resource should have a narrative", severity);
    }
}
