using Carewright.Fhir.Definitions;
using Carewright.Fhir.Json;

namespace Carewright.Fhir.Profiles;

/// <summary>What a discriminator asks while a resource is validated.</summary>
internal interface ISliceOracle
{
    /// <summary>What a reference points to; absent when it cannot be found.</summary>
    Element Resolve(Element reference);

    /// <summary>Whether an element satisfies a node with everything below, without telling anybody.</summary>
    bool Satisfies(Element element, ProfileNode node);

    /// <summary>Whether an element conforms to a profile; null when it is not at hand.</summary>
    bool? Conforms(Element element, ProfileReference profile);

    /// <summary>Whether a coded element has a code of a value set; null when that cannot be told.</summary>
    bool? IsMember(Element element, string valueSet);
}

/// <summary>One discriminator of one slice: some element at the path has a property.</summary>
internal sealed class SliceMatcher(DiscriminatorStep[] path, bool mustExist, Func<Element, ISliceOracle, bool> test)
{
    private static readonly ElementName s_extension = FhirModel.R4.ResolveName("extension");
    private static readonly ElementName s_url = FhirModel.R4.ResolveName("url");

    /// <summary>Some element at the path passes the test.</summary>
    public static SliceMatcher Some(DiscriminatorStep[] path, Func<Element, ISliceOracle, bool> test) => new(path, mustExist: true, test);

    /// <summary>There is no element at the path.</summary>
    public static SliceMatcher None(DiscriminatorStep[] path) => new(path, mustExist: false, static (_, _) => true);

    public bool Matches(Element element, ISliceOracle oracle) => Any(element, 0, oracle) == mustExist;

    private bool Any(Element element, int at, ISliceOracle oracle)
    {
        if (at == path.Length)
            return test(element, oracle);
        var step = path[at];
        switch (step.Kind)
        {
            case DiscriminatorStepKind.Child:
                foreach (var child in element.Children(step.Name))
                    if (Any(child, at + 1, oracle))
                        return true;
                return false;
            case DiscriminatorStepKind.Extension:
                foreach (var extension in element.Children(s_extension))
                    if (extension.Child(s_url).GetString() == step.Text && Any(extension, at + 1, oracle))
                        return true;
                return false;
            case DiscriminatorStepKind.Resolve:
                return oracle.Resolve(element) is { Exists: true } target && Any(target, at + 1, oracle);
            default:
                return element.Type?.Name == step.Text && Any(element, at + 1, oracle);
        }
    }
}
