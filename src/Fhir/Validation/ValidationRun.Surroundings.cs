using System.Runtime.CompilerServices;
using System.Text;
using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;
using Carewright.Fhir.Path;
using Carewright.Fhir.Profiles;

namespace Carewright.Fhir.Validation;

/// <summary>What surrounds the resource: terminology, other resources, what expressions may ask.</summary>
internal sealed partial class ValidationRun
{
    private static readonly ElementName s_reference = FhirModel.R4.ResolveName("reference");
    private static readonly ConditionalWeakTable<ProfileSet, DefinitionCodeValidation> s_ownCodes = [];

    private ICodeValidation? _codes;
    private IFhirPathTerminology? _terminology;
    private Func<Element, string, bool?>? _conformance;

    /// <summary>True when the caller brings terminology.</summary>
    public bool HasCodes => _options.Codes is not null;

    /// <summary>True when the caller brings terminology at least for required bindings.</summary>
    public bool HasRequiredCodes => HasCodes || _options.RequiredCodes is not null;

    /// <summary>The caller's terminology for required bindings of R4 itself.</summary>
    public ICodeValidation RequiredCodes => _options.Codes ?? _options.RequiredCodes ?? Codes;

    /// <summary>The caller's terminology, or what the definitions say by themselves.</summary>
    public ICodeValidation Codes => _codes ??= _options.Codes ?? s_ownCodes.GetValue(_options.Definitions ?? ProfileSet.R4, static profiles => new DefinitionCodeValidation(profiles.Definitions));

    /// <summary>
    /// Whether a code that is missing from a system is wrong. Systems of R4 itself do not grow; of others the definitions hold an edition of their own time, and only terminology that the caller
    /// brings is current.
    /// </summary>
    public bool KnowsSystem(string system) => HasCodes || (system.StartsWith("http://hl7.org/fhir/", StringComparison.Ordinal) && !system.StartsWith("http://hl7.org/fhir/sid/", StringComparison.Ordinal));

    /// <summary>The resource that an entry of the Bundle around has under that full URL; absent when none.</summary>
    public Element InBundle(string fullUrl) => _bundle?.Find(fullUrl) ?? default;

    /// <summary>Holds an extension against its definition.</summary>
    public void Extension(Element extension)
    {
        if (_profiles is not null)
            ExtensionRules.Check(extension, _profiles, this);
    }

    /// <summary>What a Reference points to: a contained resource, an entry of the Bundle around, or what the caller finds. Absent when it is not at hand.</summary>
    public Element Resolve(Element reference)
    {
        var text = reference.Type is { IsPrimitive: true } ? reference.GetString() : reference.Child(s_reference).GetString();
        if (string.IsNullOrEmpty(text))
            return default;
        var resource = reference.Resource;
        if (text[0] == '#')
        {
            var container = resource.Name == "contained" ? resource.Parent.Resource : resource;
            return text.Length == 1 ? container : NativeInvariants.Contained(container, Encoding.UTF8.GetBytes(text[1..]));
        }
        var found = _bundle?.First(EntryOf(resource), text) ?? default;
        return found.Exists || _options.Resolve is null ? found : _options.Resolve(text);
    }

    /// <summary>What an invariant is evaluated on.</summary>
    public FhirPathContext Context(Element element, Element resource, Element container) => new(element)
    {
        Resource = resource,
        RootResource = container,
        SeveralAreTrue = true,
        Resolver = _options.Resolve,
        Terminology = _options.Codes is null ? null : _terminology ??= new CodeTerminology(_options.Codes),
        Conformance = _profiles is null ? null : _conformance ??= _profiles.Conforms,
    };

    private static Element EntryOf(Element resource)
    {
        var at = resource;
        while (at.Exists && at.Name != "entry")
            at = at.Parent;
        return at;
    }

    /// <summary>FHIRPath's memberOf() asked of the validation's terminology; hierarchies of the definitions' own.</summary>
    private sealed class CodeTerminology(ICodeValidation codes) : IFhirPathTerminology
    {
        private static readonly DefinitionTerminology s_definitions = new(FhirModel.R4);

        public bool? IsMember(string valueSet, string? system, string code) =>
            codes.IsMember(valueSet, system, null, code, null) is { Known: true } verdict ? verdict.IsValid : s_definitions.IsMember(valueSet, system, code);

        public bool? Subsumes(string system, string ancestor, string code) => s_definitions.Subsumes(system, ancestor, code);
    }
}
