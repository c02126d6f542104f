using Carewright.Synthesis.Fhir;

namespace Carewright.Synthesis.Organisation;

/// <summary>A site of the clinic in an invented town; its ZIP code is one that is not assigned.</summary>
internal sealed record Site(int Index, string Id, string Name, string Town, string Zip, string Phone)
{
    public const string State = "OH";

    public ResourceRef Reference => new(ResourceKind.Location, Id);
}
