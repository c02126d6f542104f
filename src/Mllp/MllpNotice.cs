using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Carewright.Mllp;

/// <summary>Something that happened to a connection and that no message tells of: for the audit log and whoever looks after the partner.</summary>
/// <param name="Remote">The other end's address.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Certificate">The certificate that was shown, when there was one.</param>
/// <param name="Error">What went wrong, when something threw; its text may hold a patient's data when it is the receiver's.</param>
public sealed record MllpNotice(IPEndPoint Remote, MllpNoticeKind Kind, X509Certificate2? Certificate = null, Exception? Error = null);

/// <summary>What happened to a connection.</summary>
public enum MllpNoticeKind
{
    /// <summary>It was refused: there are as many as there may be.</summary>
    TooManyConnections,

    /// <summary>It was refused: nobody may connect from there.</summary>
    AddressRefused,

    /// <summary>It was closed: TLS could not be agreed on, or took too long.</summary>
    HandshakeFailed,

    /// <summary>It was refused: its certificate is not one that may come in, or there was none.</summary>
    CertificateRefused,

    /// <summary>It was closed: no message came for the idle time.</summary>
    Idle,

    /// <summary>It was closed: a message did not come to its end in time, or an answer was not taken.</summary>
    TooSlow,

    /// <summary>It was closed: what takes the messages failed, or gave an answer that cannot be framed.</summary>
    ReceiverFailed,

    /// <summary>It broke before all answers had left.</summary>
    Broken,
}
