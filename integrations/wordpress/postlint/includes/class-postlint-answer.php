<?php
/**
 * What the service said of a text.
 *
 * @package postlint
 */

defined( 'ABSPATH' ) || exit;

/**
 * An answer. It allows nothing unless the service said so, in words that were understood.
 */
final class Postlint_Answer {

	/**
	 * Whether the text may become public.
	 *
	 * @var bool
	 */
	public $allowed = false;

	/**
	 * Whether the service gave an answer that was understood, if only that it could not check.
	 *
	 * @var bool
	 */
	public $answered = false;

	/**
	 * Whether the text was checked whole.
	 *
	 * @var bool
	 */
	public $complete = false;

	/**
	 * The verdict: publish, review or block.
	 *
	 * @var string
	 */
	public $verdict = 'block';

	/**
	 * Why it was not checked, in a line; empty if it was.
	 *
	 * @var string
	 */
	public $reason = '';

	/**
	 * The findings, as docs/report.md has them. Offsets are code points into the text that was sent.
	 *
	 * @var array[]
	 */
	public $findings = array();

	/**
	 * Nothing was checked.
	 *
	 * @param string $reason Why, in a line without a word of the draft.
	 */
	public static function unchecked( string $reason ): self {
		$answer         = new self();
		$answer->reason = $reason;
		return $answer;
	}

	/**
	 * The service's own words.
	 *
	 * @param int    $status      The status of its response.
	 * @param mixed  $said        Its body, decoded.
	 * @param bool   $hold_review Whether warnings hold a text back.
	 */
	public static function of( int $status, $said, bool $hold_review ): self {
		if ( ! self::is_answer( $said ) || ! self::agrees_with_itself( $status, $said ) ) {
			/* translators: %d: a status of HTTP, such as 401. */
			return self::unchecked( sprintf( __( 'postlint gave no answer that can be used (status %d).', 'postlint' ), $status ) );
		}
		$answer           = new self();
		$answer->answered = true;
		$answer->complete = $said['complete'];
		$answer->verdict  = $said['verdict'];
		$answer->findings = $said['findings'];
		$answer->reason   = $said['complete'] ? '' : (string) ( $said['reason'] ?? __( 'It could not be checked.', 'postlint' ) );
		$answer->allowed  = $said['allowed'] && ! ( $hold_review && 'review' === $said['verdict'] );
		return $answer;
	}

	/**
	 * The rules that object, most severe first, each once.
	 *
	 * @return string[]
	 */
	public function rules(): array {
		$rules = array();
		foreach ( array( 'error', 'warning' ) as $severity ) {
			foreach ( $this->findings as $finding ) {
				if ( $severity === $finding['severity'] ) {
					$rules[] = $finding['rule'];
				}
			}
		}
		return array_values( array_unique( $rules ) );
	}

	/**
	 * In a line: why it is held. Holds no word of the draft.
	 */
	public function summary(): string {
		if ( $this->allowed ) {
			return '';
		}
		if ( '' !== $this->reason ) {
			/* translators: %s: a reason. */
			return sprintf( __( 'Not checked, so not published: %s', 'postlint' ), $this->reason );
		}
		$rules = $this->rules();
		/* translators: %s: names of rules. */
		return $rules ? sprintf( __( 'postlint objects: %s.', 'postlint' ), implode( ', ', $rules ) ) : __( 'postlint does not allow it.', 'postlint' );
	}

	/**
	 * Whether something has the shape of an answer.
	 *
	 * @param mixed $said What the service sent, decoded.
	 */
	private static function is_answer( $said ): bool {
		if ( ! is_array( $said ) || ! is_bool( $said['allowed'] ?? null ) || ! is_bool( $said['complete'] ?? null )
			|| ! in_array( $said['verdict'] ?? null, array( 'publish', 'review', 'block' ), true ) || ! is_array( $said['findings'] ?? null ) ) {
			return false;
		}
		foreach ( $said['findings'] as $finding ) {
			if ( ! is_array( $finding ) || ! is_string( $finding['rule'] ?? null ) || ! is_string( $finding['severity'] ?? null )
				|| ! is_string( $finding['message'] ?? null ) || ! is_int( $finding['start'] ?? null ) || ! is_int( $finding['end'] ?? null ) ) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether an answer says one thing only: a program that says two is not to be believed in either.
	 *
	 * @param int   $status The status of the response.
	 * @param array $said   An answer.
	 */
	private static function agrees_with_itself( int $status, array $said ): bool {
		if ( $said['allowed'] ) {
			return 200 === $status && $said['complete'] && 'block' !== $said['verdict'];
		}
		return 422 === $status;
	}
}
