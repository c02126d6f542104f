namespace Carewright.Interfaces.Watching;

/// <summary>What may be wrong with a partner.</summary>
[Flags]
internal enum PartnerTrouble
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Nothing has come for longer than is usual.</summary>
    Silent = 1,

    /// <summary>A message has waited too long to be applied.</summary>
    Late = 2,

    /// <summary>Too many messages of the last hour cannot be applied.</summary>
    Errors = 4,

    /// <summary>Its port cannot be opened.</summary>
    PortClosed = 8,

    /// <summary>A message has waited too long to be sent.</summary>
    Unsent = 16,
}
